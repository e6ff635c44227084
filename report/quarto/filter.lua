-- What Pandoc lacks of Quarto's Markdown: cross-references, callouts, tab sets, content for one
-- format, equation numbers; and what both lack for accessibility: the scope of table headings,
-- alternative texts, regions that scroll. Under Quarto itself only the latter part runs.

local under_quarto = quarto ~= nil
local variables = PANDOC_WRITER_OPTIONS.variables
local function variable(name)
  return variables[name] and pandoc.utils.stringify(tostring(variables[name])) or ''
end
local printing = variable('medium') == 'print'
local site_url = variable('site-url')

-- What a page calls its own parts, in the words of its language: pages/pandoc.py hands them over.
local words = variable('words') ~= '' and pandoc.json.decode(variable('words'), false) or {}
local KINDS = { fig = 'figure', tbl = 'table', eq = 'equation' }
local counts = { fig = 0, tbl = 0, eq = 0 }
local numbers = {}
local regions = 0

local function fail(sentence)
  io.stderr:write('living-review: ' .. sentence .. '\n')
  os.exit(65)
end

local function numbered(pattern, number)
  return (pattern:gsub('{number}', tostring(number)))
end

local function kind_of(identifier)
  local kind = identifier:match('^(%a+)%-')
  return kind and KINDS[kind] and kind
end

local function register(identifier)
  local kind = kind_of(identifier)
  if not kind then return nil end
  if numbers[identifier] then
    fail('The label "' .. identifier .. '" is given twice; each label must be unique on its page.')
  end
  counts[kind] = counts[kind] + 1
  numbers[identifier] = counts[kind]
  return kind
end

local function caption_prefix(identifier)
  local kind = kind_of(identifier)
  return pandoc.Span(
    { pandoc.Str(numbered(words.before_caption[KINDS[kind]], numbers[identifier])), pandoc.Space() },
    pandoc.Attr('', { 'caption-number' }))
end

local function prefix_blocks(blocks, identifier)
  local first = blocks[1]
  if first and (first.t == 'Plain' or first.t == 'Para') then
    first.content:insert(1, caption_prefix(identifier))
    blocks[1] = pandoc.Plain(first.content)
  else
    blocks:insert(1, pandoc.Plain { caption_prefix(identifier) })
  end
  return blocks
end

-- Content for one format ------------------------------------------------------------------------

local function is_shown(div)
  local format = div.attributes['when-format'] or div.attributes['unless-format']
  if not format then return true end
  local here = (printing and format == 'pdf') or (not printing and format:match('^html') ~= nil)
  local matches = here
  if div.attributes['unless-format'] then matches = not here end
  if div.classes:includes('content-hidden') then return not matches end
  return matches
end

local function keep_if_shown(element)
  if element.classes:includes('content-visible') or element.classes:includes('content-hidden') then
    if not is_shown(element) then return {} end
    return element.content
  end
end

local conditional = { Div = keep_if_shown, Span = keep_if_shown }

-- Numbering -------------------------------------------------------------------------------------

local function numbered_equation(paragraph)
  local content = paragraph.content
  local last = content[#content]
  if not (last and last.t == 'Str' and content[1].t == 'Math') then return nil end
  local identifier = last.text:match('^{#(eq%-[%w_-]+)}$')
  if not identifier then return nil end
  register(identifier)
  local number = pandoc.Span('(' .. numbers[identifier] .. ')', pandoc.Attr('', { 'equation-number' }))
  return pandoc.Div(
    { pandoc.Plain { content[1], number } }, pandoc.Attr(identifier, { 'equation' }))
end

-- A labelled Div is a float whose last paragraph is its caption, as in Quarto.
local function labelled_div(div)
  if not register(div.identifier) then return nil end
  local last = div.content[#div.content]
  local blocks = div.content
  local caption = pandoc.Blocks {}
  if last and last.t == 'Para' then
    blocks:remove(#blocks)
    caption = pandoc.Blocks { last }
  end
  caption = prefix_blocks(caption, div.identifier)
  local columns = div.attributes['layout-ncol']
  if columns then
    blocks = pandoc.Blocks {
      pandoc.Div(blocks, pandoc.Attr('', { 'layout', 'layout-' .. columns })) }
  end
  return pandoc.Figure(blocks, { long = caption }, pandoc.Attr(div.identifier, div.classes))
end

local numbering = {
  traverse = 'topdown',
  Figure = function(figure)
    if figure.identifier ~= '' and register(figure.identifier) then
      figure.caption.long = prefix_blocks(figure.caption.long, figure.identifier)
      return figure
    end
  end,
  Table = function(tbl)
    if tbl.identifier ~= '' and register(tbl.identifier) then
      tbl.caption.long = prefix_blocks(tbl.caption.long, tbl.identifier)
      return tbl
    end
  end,
  Para = numbered_equation,
  Div = function(div)
    if div.identifier ~= '' then return labelled_div(div) end
  end,
}

local function reference(cite)
  local identifier = cite.citations[1].id
  if not kind_of(identifier) then return nil end
  local links = pandoc.Inlines {}
  for index, citation in ipairs(cite.citations) do
    local kind = kind_of(citation.id)
    local number = numbers[citation.id]
    if not (kind and number) then
      fail('Nothing on the page has the label "' .. citation.id ..
        '" that "@' .. citation.id .. '" refers to; label it or correct the reference.')
    end
    if index > 1 then links:extend { pandoc.Str(','), pandoc.Space() } end
    local said = tostring(number)
    if citation.mode ~= 'SuppressAuthor' then said = numbered(words.numbered[KINDS[kind]], number) end
    links:insert(pandoc.Link(said, '#' .. citation.id, '', pandoc.Attr('', { 'cross-reference' })))
  end
  return links
end

-- Attributes are lists of pairs: a Lua table has no order, and every build must give the same bytes.

-- Callouts and tab sets -------------------------------------------------------------------------

local function title_of(div, default)
  local title = div.attributes.title
  if title then return pandoc.Inlines { pandoc.Str(title) } end
  local first = div.content[1]
  if first and first.t == 'Header' then
    div.content:remove(1)
    return first.content
  end
  return pandoc.Inlines { pandoc.Str(default) }
end

local function html(text)
  return pandoc.RawBlock('html', text)
end

local function folding(summary, blocks, classes, opening)
  local folded = pandoc.Blocks {
    html('<details class="' .. classes .. '"' .. opening .. '><summary>'), pandoc.Plain(summary),
    html('</summary>') }
  folded:extend(blocks)
  folded:insert(html('</details>'))
  return folded
end

local function callout(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match('^callout%-(%a+)$')
    if kind and words.box[kind] then
      local title = title_of(div, words.box[kind])
      if div.attributes.collapse and not printing then
        local opening = div.attributes.collapse == 'false' and ' open' or ''
        return folding(title, div.content, 'callout callout-' .. kind, opening)
      end
      local label = pandoc.utils.stringify(title)
      local body = pandoc.Blocks { pandoc.Div({ pandoc.Para(title) }, pandoc.Attr('', { 'callout-title' })) }
      body:extend(div.content)
      return pandoc.Div(body, pandoc.Attr(
        div.identifier, { 'callout', 'callout-' .. kind }, { { 'role', 'note' }, { 'aria-label', label } }))
    end
  end
end

local function tab_set(div)
  local blocks, summary, content = pandoc.Blocks {}, nil, pandoc.Blocks {}
  local function close()
    if not summary then return end
    if printing then
      blocks:insert(pandoc.Div({ pandoc.Para(summary) }, pandoc.Attr('', { 'tab-title' })))
      blocks:extend(content)
    else
      blocks:extend(folding(summary, content, 'tab', #blocks == 0 and ' open' or ''))
    end
  end
  for _, block in ipairs(div.content) do
    if block.t == 'Header' then
      close()
      summary, content = block.content, pandoc.Blocks {}
    else
      content:insert(block)
    end
  end
  close()
  return pandoc.Div(blocks, pandoc.Attr(div.identifier, { 'tab-set' }))
end

local boxes = {
  Div = function(div)
    if div.classes:includes('panel-tabset') then return tab_set(div) end
    return callout(div)
  end,
}

-- Accessibility ---------------------------------------------------------------------------------

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

local function alternative_text(image)
  local alt = image.attributes['fig-alt'] or image.attributes.alt
  if alt then
    image.caption = pandoc.Inlines { pandoc.Str(alt) }
    image.attributes['fig-alt'], image.attributes.alt = nil, nil
  end
  if image.src:match('^%s*//') or (image.src:match('^%s*%a[%w+.-]*:') and not image.src:match('^data:image/')) then
    fail('The image "' .. image.src .. '" lies outside the report; pages load nothing from elsewhere.')
  end
  if pandoc.utils.stringify(image.caption) == '' then
    fail('The image "' .. image.src .. '" has no alternative text; give it fig-alt="…".')
  end
  return image
end

local function unsafe(target)
  local scheme = target:match('^%s*(%a[%w+.-]*):')
  return scheme and not ({ http = 1, https = 1, mailto = 1, doi = 1 })[scheme:lower()]
end

-- On paper a page of the site is a part of the document, where it holds that page.
local anchors = {}
local function note_anchor(element)
  if element.identifier ~= '' then anchors[element.identifier] = true end
end
local noting = { Header = note_anchor, Div = note_anchor, Span = note_anchor }

local function safe_link(link)
  if unsafe(link.target) then return pandoc.Span(link.content) end
  if under_quarto then return nil end
  if not link.target:match('^%a[%w+.-]*:') and not link.target:match('^[#/]') then
    link.target = link.target:gsub('%.qmd$', '.html'):gsub('%.qmd#', '.html#')
    -- A relative address means nothing inside a PDF.
    if printing then
      local page, fragment = link.target:match('^([%w_-]+)%.html#?([%w_-]*)$')
      local anchor = fragment ~= '' and fragment or page
      if anchor and anchors[anchor] then
        link.target = '#' .. anchor
        link.classes:insert('in-document')
        return link
      end
      if site_url == '' then return link.content end
      link.target = site_url:gsub('/?$', '/') .. link.target:gsub('^%./', '')
    end
  end
  return link
end

-- Where a line cannot hold markup, raw markup is somebody's text.
local function raw_as_text(raw)
  return pandoc.Str(raw.text)
end

local elements = {
  Table = scoped,
  Image = alternative_text,
  Link = safe_link,
  RawInline = raw_as_text,
}

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
  if not compact:match('^fig/[%w-]+%.svg$') then return image end
  local source = '<picture><source media="(max-width: 40rem)" srcset="' .. compact .. '"'
  local width, height = size:match('^width=(%d+) height=(%d+)$')
  if width then source = source .. ' width="' .. width .. '" height="' .. height .. '"' end
  source = source .. '>'
  return { pandoc.RawInline('html', source), image, pandoc.RawInline('html', '</picture>') }
end

-- Under Quarto a figure is a node of its own that only Quarto knows, so its image is wrapped alone.
local function image_in_region(image)
  if not image.src:match('^%.?/?fig/') then return nil end
  -- No script of Quarto's pages lights up a trial.
  for _, each in ipairs { 'trials', 'places', 'places-narrow' } do image.attributes[each] = nil end
  local parts = pandoc.Inlines {}
  local found = for_narrow_screens(image)
  if type(found) == 'table' then parts:extend(found) else parts:insert(image) end
  return pandoc.Span(parts, region({}).attr)
end

-- What lies in a region that a template asked for gets no second one.
local function asked_for(div)
  if not div.classes:includes('wide') or div.attributes.role then return nil end
  div.content = div.content:walk {
    Div = function(inner) if inner.classes:includes('wide') then return inner.content end end }
  return (scrolling.Div(div))
end

if under_quarto then
  return {
    { Meta = function(meta) words.wide = pandoc.utils.stringify(meta['wide-content'] or '{number}') end },
    { Table = scoped, Link = safe_link },
    { Table = function(tbl) return (scrolling.Table(tbl)) end, RawBlock = function(raw) return (scrolling.RawBlock(raw)) end },
    { Div = asked_for },
    { Image = image_in_region },
  }
end

local pipeline = { conditional, numbering, { Cite = reference }, boxes, noting, elements }
if not printing then
  table.insert(pipeline, scrolling)
  table.insert(pipeline, { Image = for_narrow_screens })
end
return pipeline
