-- After `quarto render` at the root of the repository: the pages were written to _site/report/,
-- and move up to _site/, where the program itself writes them, with the addresses in them.

local output = os.getenv('QUARTO_PROJECT_OUTPUT_DIR') or '_site'
local nested = pandoc.path.join { output, 'report' }

local function names(directory)
  local ok, found = pcall(pandoc.system.list_directory, directory)
  return ok and found or {}
end

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('a')
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

-- One folder up: '../report/x' is 'x', '../x' is 'x', and absolute addresses lose '/report/'.
local function moved(text)
  text = text:gsub('(["\'(=])%.%./report/', '%1')
  text = text:gsub('(["\'])%./%.%./report/', '%1')
  text = text:gsub('(["\'])%.%./"', '%1./"')
  text = text:gsub('(["\'(])%.%./', '%1')
  return (text:gsub('(https?://[^%s"\'<>]-)/report/', '%1/'))
end

local function carry(source, target)
  local children = names(source)
  local is_directory = pcall(pandoc.system.list_directory, source)
  if is_directory then
    pandoc.system.make_directory(target, true)
    for _, name in ipairs(children) do
      carry(pandoc.path.join { source, name }, pandoc.path.join { target, name })
    end
    return
  end
  local text = read(source)
  write(target, source:match('%.html$') and moved(text) or text)
  os.remove(source)
end

if #names(nested) > 0 then
  carry(nested, output)
  pandoc.system.remove_directory(nested, true)
  for _, name in ipairs { 'search.json', 'sitemap.xml', 'listings.json' } do
    local path = pandoc.path.join { output, name }
    local file = io.open(path, 'rb')
    if file then
      file:close()
      write(path, (moved(read(path)):gsub('"report/', '"')))
    end
  end
end
