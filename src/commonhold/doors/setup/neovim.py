"""Neovim: a file of its own among the user's plug-ins, which Neovim reads at every start."""

from __future__ import annotations

import json
from pathlib import Path

from commonhold.doors.setup import disk
from commonhold.doors.setup.change import BrokenSettingsError, Change
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program

SIGN = b"-- Written by `commonhold setup neovim`"

_LUA = """\
-- Written by `commonhold setup neovim`; `commonhold setup neovim --undo` removes it.
local command = {command}
local filetypes = {{ "asciidoc", "gitcommit", "html", "mail", "markdown", "plaintex", "po", "rst", "tex", "text" }}
local marks = {{ ".commonhold", ".git" }}

if vim.lsp.config then -- Neovim 0.11 and newer
  vim.lsp.config("commonhold", {{ cmd = command, filetypes = filetypes, root_markers = marks }})
  vim.lsp.enable("commonhold")
else
  local clients = {{}}
  vim.api.nvim_create_autocmd("FileType", {{
    group = vim.api.nvim_create_augroup("commonhold", {{}}),
    pattern = filetypes,
    callback = function(event)
      local name = vim.api.nvim_buf_get_name(event.buf)
      local folder = name ~= "" and vim.fn.fnamemodify(name, ":p:h") or vim.fn.getcwd()
      for _, mark in ipairs(marks) do
        local found = vim.fn.finddir(mark, vim.fn.escape(folder, " ;,") .. ";")
        if found ~= "" then
          folder = vim.fn.fnamemodify(found, ":p:h:h")
          break
        end
      end
      if not (clients[folder] and vim.lsp.get_client_by_id(clients[folder])) then
        clients[folder] = vim.lsp.start_client({{ name = "commonhold", cmd = command, root_dir = folder }})
      end
      if clients[folder] then
        vim.lsp.buf_attach_client(event.buf, clients[folder])
      end
    end,
  }})
end
"""


def lua(command: tuple[str, ...]) -> bytes:
    """Return the plug-in that starts a command as a language server.

    >>> b'local command = { "commonhold", "lsp" }' in lua(("commonhold", "lsp"))
    True
    """
    # JSON's escapes are Lua's but for \\u, which ensure_ascii=False leaves to control characters alone.
    words = ", ".join(json.dumps(word, ensure_ascii=False) for word in command)
    return _LUA.format(command=f"{{ {words} }}").encode()


def _folder(machine: Machine) -> Path:
    return machine.home / "AppData/Local/nvim" if machine.platform == "win32" else machine.dot_config / "nvim"


def _find(machine: Machine) -> str | None:
    folder = _folder(machine)
    return str(folder) if folder.is_dir() else machine.program("nvim")


def _draw(machine: Machine) -> Plan:
    path = _folder(machine) / "plugin" / "commonhold.lua"
    before = disk.read(path, machine.within)
    after = lua((*machine.command, "lsp"))
    if before is not None and not before.startswith(SIGN):
        if b"commonhold" in before:
            return Plan((), (f"{path} starts Commonhold already, and was not written by this command.",))
        raise BrokenSettingsError(path=path, what="a file of that name is there, and nothing in it is ours")
    return Plan((Change(path, before, after, "Neovim starts `commonhold lsp` for prose"),))


NEOVIM = Program("neovim", "Neovim", _find, _draw, "neither the program nvim nor its folder of settings is there")
"""Neovim 0.7 and newer."""
