-- Before `quarto render` by hand, which has emptied its folder: what `living-review build` made and no
-- page of Quarto's replaces (PDFs, feed, versions, other languages, fonts) is laid beside its pages.

local output = os.getenv('QUARTO_PROJECT_OUTPUT_DIR') or '_quarto-site'
local built, target = '_site', pandoc.path.join { output, 'report' }
local LEFT = { ['search.json'] = true, ['sitemap.xml'] = true, ['robots.txt'] = true, site_libs = true }

local function names(folder)
  local ok, found = pcall(pandoc.system.list_directory, folder)
  return ok and found or nil
end

local function copy(from, to)
  local within = names(from)
  if within then
    pandoc.system.make_directory(to, true)
    for _, name in ipairs(within) do
      copy(pandoc.path.join { from, name }, pandoc.path.join { to, name })
    end
    return
  end
  local source, written = assert(io.open(from, 'rb')), assert(io.open(to, 'wb'))
  written:write(source:read('a'))
  source:close()
  written:close()
end

local found = names(built)
if not found then
  io.stderr:write('There is no _site/: run living-review build for the PDFs, the feed and the versions.\n')
elseif os.getenv('QUARTO_PROJECT_RENDER_ALL') or not names(pandoc.path.join { target, 'assets' }) then
  pandoc.system.make_directory(target, true)
  for _, name in ipairs(found) do
    if not (name:match('%.html$') or name:match('^%.') or LEFT[name]) then
      copy(pandoc.path.join { built, name }, pandoc.path.join { target, name })
    end
  end
end
