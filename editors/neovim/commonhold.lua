-- Commonhold in Neovim 0.7 or newer: copy this file to ~/.config/nvim/plugin/commonhold.lua
-- Findings are diagnostics, fixes are code actions: vim.lsp.buf.code_action() on a finding.

local filetypes = {
  "asciidoc", "gitcommit", "html", "mail", "markdown", "plaintex", "po", "rst", "tex", "text",
  "bash", "c", "cpp", "go", "java", "javascript", "javascriptreact", "python", "ruby", "rust", "sh",
  "typescript", "typescriptreact",
}

-- Like files of settings, and stronger; see docs/lsp.md.
local settings = { commonhold = { severity = "information" } }

local started = {}

local function root_of(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  local folder = file ~= "" and vim.fn.fnamemodify(file, ":p:h") or vim.fn.getcwd()
  for _, mark in ipairs({ ".commonhold", ".git" }) do
    local found = vim.fn.finddir(mark, vim.fn.escape(folder, " ;,") .. ";")
    if found ~= "" then
      return vim.fn.fnamemodify(found, ":p:h:h")
    end
  end
  return folder
end

local function attach(buffer)
  local root = root_of(buffer)
  local client = started[root] and vim.lsp.get_client_by_id(started[root])
  if not client or client.is_stopped() then
    started[root] = vim.lsp.start_client({
      name = "commonhold",
      cmd = { "commonhold", "lsp" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      settings = settings,
    })
  end
  if started[root] then
    vim.lsp.buf_attach_client(buffer, started[root])
  end
end

-- Since 0.11 Neovim does all of that itself.
if vim.lsp.config then
  vim.lsp.config("commonhold", {
    cmd = { "commonhold", "lsp" },
    filetypes = filetypes,
    root_markers = { ".commonhold", ".git" },
    settings = settings,
  })
  vim.lsp.enable("commonhold")
else
  vim.api.nvim_create_autocmd("FileType", {
    pattern = filetypes,
    callback = function(event)
      attach(event.buf)
    end,
  })
end
