-- A person at Neovim: waits for findings, takes a fix, adds a word, and says on standard output what she sees.
local function say(what)
  io.stdout:write(what .. "\n")
end

local function wait(what, true_now)
  if not vim.wait(30000, true_now, 10) then
    say("waited in vain for " .. what)
    vim.cmd("cquit 3")
  end
end

local function found()
  local words = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    local line = vim.api.nvim_buf_get_lines(0, one.lnum, one.lnum + 1, false)[1] or ""
    table.insert(words, line:sub(one.col + 1, one.end_col))
  end
  return table.concat(words, ",")
end

local function choose(title)
  vim.ui.select = function(offered, _, done)
    for _, one in ipairs(offered) do
      if vim.startswith(one[2].title, title) then
        return done(one)
      end
    end
    say("not offered: " .. title)
    vim.cmd("cquit 4")
  end
  vim.lsp.buf.code_action()
end

local wanted = vim.split(vim.env.WANTED, ";")
wait("findings", function() return found() == wanted[1] end)
say("found " .. found())
if wanted[2] then
  vim.api.nvim_win_set_cursor(0, { 1, 14 })
  choose("Change to")
  wait("the fix", function() return found() == wanted[2] end)
  say("now " .. vim.api.nvim_buf_get_lines(0, 0, 1, false)[1])
  vim.api.nvim_win_set_cursor(0, { 3, 12 })
  choose("Add “thinghs” to your dictionary")
  wait("the word to be right", function() return found() == wanted[3] end)
  say("left " .. found())
  vim.cmd("write")
end
vim.cmd("qall!")
