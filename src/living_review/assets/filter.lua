-- What Pandoc lacks of Quarto's Markdown: cross-references, callouts, tab sets, content for one
-- format, equation numbers; and alternative texts, with what access.lua adds for accessibility.

local variables = PANDOC_WRITER_OPTIONS.variables
local function variable(name)
  return variables[name] and pandoc.utils.stringify(tostring(variables[name])) or ''
end
local printing = variable('medium') == 'print'
local site_url = variable('site-url')

-- What a page calls its own parts, in the words of its language: pages/pandoc.py hands them over.
local words = variable('words') ~= '' and pandoc.json.decode(variable('words'), false) or {}
local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local access = dofile(pandoc.path.join { here, 'access.lua' })(words, printing)
local KINDS, kind_of, numbered = access.KINDS, access.kind_of, access.numbered
local counts = { fig = 0, tbl = 0, eq = 0 }
local numbers = {}

local function fail(sentence)
  io.stderr:write('living-review: ' .. sentence .. '\n')
  os.exit(65)
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
    return access.fold(div) or callout(div)
  end,
}

-- Accessibility ---------------------------------------------------------------------------------

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

-- On paper a page of the site is a part of the document, where it holds that page.
local anchors = {}
local function note_anchor(element)
  if element.identifier ~= '' then anchors[element.identifier] = true end
end
local noting = { Header = note_anchor, Div = note_anchor, Span = note_anchor }

-- On paper an address is added to a link that does not say it.
local function says_where(link)
  local said = pandoc.utils.stringify(link.content):gsub('\u{200b}', '')
  return said:match('%w%.%w') and link.target:find(said, 1, true) and not link.target:find('://doi.org/', 1, true)
end

local function safe_link(link)
  if access.unsafe(link.target) then return pandoc.Span(link.content) end
  if not printing and says_where(link) then link.classes:insert('uri') end
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
  Table = access.scoped,
  Image = alternative_text,
  Link = safe_link,
  RawInline = raw_as_text,
}

local pipeline = { conditional, numbering, { Cite = reference }, boxes, noting, elements }
if not printing then
  table.insert(pipeline, access.scrolling)
  table.insert(pipeline, { Image = access.for_narrow_screens })
end
return pipeline
