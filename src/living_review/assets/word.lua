-- What a Word document needs before the filter of pages: tables that stand as HTML become tables,
-- figures are read from the report, and lists that are for looking up are left to the PDF.

local variables = PANDOC_WRITER_OPTIONS.variables
local function variable(name)
  return variables[name] and pandoc.utils.stringify(tostring(variables[name])) or ''
end
local report = variable('report')
local left_out = {}
for name in variable('left-out'):gmatch('%S+') do left_out[name] = true end
local KINDS = {
  svg = 'image/svg+xml', png = 'image/png', jpg = 'image/jpeg', jpeg = 'image/jpeg', gif = 'image/gif',
}

local function without_lists(document)
  local kept, inside = pandoc.Blocks {}, false
  for _, block in ipairs(document.blocks) do
    if block.t == 'Header' and block.level == 1 then inside = left_out[block.identifier] end
    if not inside then kept:insert(block) end
  end
  document.blocks = kept
  return document
end

-- Columns keep their shares of the line, and the line is whole.
local function whole_width(tbl)
  local sum = 0
  for _, each in ipairs(tbl.colspecs) do sum = sum + (each[2] or 0) end
  if sum > 0 then
    for _, each in ipairs(tbl.colspecs) do each[2] = (each[2] or 0) / sum end
  end
  return tbl
end

-- Notes below a table are smaller than the text.
local function small_notes(div)
  if div.classes:includes('table-notes') then div.attributes['custom-style'] = 'Table Notes' end
  return div
end

local function as_blocks(raw)
  if raw.format ~= 'html' then return nil end
  return pandoc.read(raw.text, 'html').blocks:walk { Table = whole_width, Div = small_notes }
end

-- Nothing but a file of the report is read, and what cannot be is told by its alternative text.
local function from_report(image)
  local folder, name = image.src:match('^%.?%.?/?(%a+)/([%w._-]+)$')
  local kind = name and KINDS[(name:match('%.(%w+)$') or ''):lower()]
  local file = kind and (folder == 'fig' or folder == 'images') and
    io.open(report .. '/' .. folder .. '/' .. name, 'rb')
  if not file then return pandoc.Str(image.attributes['fig-alt'] or pandoc.utils.stringify(image.caption)) end
  pandoc.mediabag.insert(image.src, kind, file:read('a'))
  file:close()
  return image
end

return { { Pandoc = without_lists }, { RawBlock = as_blocks, Image = from_report } }
