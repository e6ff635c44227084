-- What both Pandoc and Quarto lack for accessibility: the scope of table headings, regions that
-- scroll, links that lead nowhere unsafe, the figure for narrow screens. `words` are those of the
-- page's language; a caller may fill them later.

return function(words, printing)
local KINDS = { fig = 'figure', tbl = 'table', eq = 'equation' }
local regions = 0

local function numbered(pattern, number)
  return (pattern:gsub('{number}', tostring(number)))
end

local function kind_of(identifier)
  local kind = identifier:match('^(%a+)%-')
  return kind and KINDS[kind] and kind
end

-- On a narrow screen each row becomes a card, whose cells say the name of their column.
local function as_cards(tbl)
  local head = tbl.head.rows[#tbl.head.rows]
  if printing or #tbl.colspecs <= 3 or not head or #head.cells ~= #tbl.colspecs then return end
  tbl.classes:insert('stack')
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for place, cell in ipairs(row.cells) do
        local name = pandoc.utils.stringify(head.cells[place].contents)
        if place > 1 and name ~= '' then cell.attr.attributes['data-label'] = name end
      end
    end
  end
end

local function scoped(tbl)
  as_cards(tbl)
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do
      local scope = cell.col_span > 1 and 'colgroup' or 'col'
      cell.attr.attributes.scope = cell.attr.attributes.scope or scope
    end
  end
  if #tbl.colspecs > 1 and not tbl.classes:includes('no-row-heads') then
    for _, body in ipairs(tbl.bodies) do
      body.row_head_columns = math.max(body.row_head_columns, 1)
      for _, row in ipairs(body.body) do
        local cell = row.cells[1]
        if cell then
          cell.attr.attributes.scope = cell.row_span > 1 and 'rowgroup' or 'row'
        end
      end
    end
  end
  return tbl
end

local function unsafe(target)
  local scheme = target:match('^%s*(%a[%w+.-]*):')
  return scheme and not ({ http = 1, https = 1, mailto = 1, doi = 1 })[scheme:lower()]
end

local function region(content, label)
  regions = regions + 1
  local name = (label and label ~= '') and label or numbered(words.wide, regions)
  local attributes = { { 'role', 'group' }, { 'tabindex', '0' }, { 'aria-label', name } }
  return pandoc.Div(content, pandoc.Attr('', { 'wide' }, attributes))
end

local function raw_caption(text)
  local caption = text:match('<caption[^>]*>(.-)</caption>')
  return caption and caption:gsub('<[^>]*>', ''):gsub('&[^;]*;', ' '):gsub('%s+', ' ')
end

local function first_caption(blocks)
  local found
  blocks:walk {
    Table = function(tbl) found = found or pandoc.utils.stringify(tbl.caption.long) end,
    RawBlock = function(raw) found = found or raw_caption(raw.text) end,
    Figure = function(figure) found = found or pandoc.utils.stringify(figure.caption.long) end,
  }
  return found
end

-- Topdown, so that what already lies in a region gets no second one.
local scrolling = {
  traverse = 'topdown',
  Div = function(div)
    if not div.classes:includes('wide') then return nil end
    local label = div.attributes.label or first_caption(div.content)
    local wide = region(div.content, label)
    wide.identifier = div.identifier
    wide.classes = div.classes
    return wide, false
  end,
  Table = function(tbl)
    local wide = region({ tbl }, pandoc.utils.stringify(tbl.caption.long))
    if #tbl.colspecs <= 3 then wide.classes:insert('narrow') end
    return wide, false
  end,
  RawBlock = function(raw)
    if raw.format == 'html' and raw.text:match('^%s*<table') and raw.text:match('</table>%s*$') then
      local wide = region({ raw }, raw_caption(raw.text))
      local _, headings = raw.text:gsub('<th scope="col"', '')
      if headings <= 3 then wide.classes:insert('narrow') end
      return wide, false
    end
  end,
  Figure = function(figure)
    local first = figure.content[1]
    if kind_of(figure.identifier) == 'fig' and #figure.content == 1 and first.t == 'Plain' then
      figure.content = { region({ first }, pandoc.utils.stringify(figure.caption.long)) }
      return figure, false
    end
  end,
}

-- A narrow screen gets the figure drawn for it, under the same alternative text.
local function for_narrow_screens(image)
  local compact = image.attributes.compact
  if not compact then return nil end
  local size = image.attributes['compact-size'] or ''
  image.attributes.compact = nil
  image.attributes['compact-size'] = nil
  -- In the folder of figures, or beside the page, as on that of a version.
  if not (compact:match('^fig/[%w-]+%.svg$') or compact:match('^%./[%w-]+%.svg$')) then return image end
  local source = '<picture><source media="(max-width: 40rem)" srcset="' .. compact .. '"'
  local width, height = size:match('^width=(%d+) height=(%d+)$')
  if width then source = source .. ' width="' .. width .. '" height="' .. height .. '"' end
  source = source .. '>'
  return { pandoc.RawInline('html', source), image, pandoc.RawInline('html', '</picture>') }
end

-- What few readers want: under its heading, or under the title it is given, until somebody opens it.
-- On paper, and so in every PDF, nothing is folded; `on-phones` folds on narrow screens only.
local function fold(div)
  if not div.classes:includes('fold') then return nil end
  local content, title = div.content, div.attributes.title
  if printing then return content end
  local first, id = content[1], ''
  local kind = div.classes:includes('on-phones') and 'fold on-phones' or 'fold'
  local summary = pandoc.Inlines { pandoc.Str(title or '') }
  if first and first.t == 'Header' then
    content:remove(1)
    summary = first.content
    if first.identifier:match('^[%w_.:-]+$') then id = ' id="' .. first.identifier .. '"' end
  end
  local blocks = pandoc.Blocks {
    pandoc.RawBlock('html', '<details class="' .. kind .. '"' .. id .. '><summary>'), pandoc.Plain(summary),
    pandoc.RawBlock('html', '</summary>') }
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock('html', '</details>'))
  return blocks
end

return {
  fold = fold, KINDS = KINDS, numbered = numbered, kind_of = kind_of, scoped = scoped, unsafe = unsafe,
  region = region, scrolling = scrolling, for_narrow_screens = for_narrow_screens,
}
end
