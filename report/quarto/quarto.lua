-- What our pages need under Quarto, which has cross-references, callouts and tab sets of its own:
-- what access.lua adds for accessibility.

local words = {}
local access = dofile(quarto.utils.resolve_path('access.lua'))(words, false)
local scrolling = access.scrolling

local function safe_link(link)
  if access.unsafe(link.target) then return pandoc.Span(link.content) end
end

-- In a run by hand each page is told here what a run of ours puts into its head. A team that loads
-- from elsewhere what our policy forbids says `page-policy: false` in its settings.
local told = io.open(quarto.utils.resolve_path('heads.json'), 'rb')
local heads = told and pandoc.json.decode(told:read('a'), false) or {}

local function give_head(meta)
  local page = pandoc.path.split_extension(pandoc.path.filename(quarto.doc.input_file))
  local policy = meta['page-policy'] ~= false and heads.policy
  for _, each in ipairs { policy or '', (heads.pages or {})[page] or '' } do
    if each ~= '' then quarto.doc.include_text('in-header', each) end
  end
end

-- A figure is a node that only Quarto knows, so its image is wrapped alone.
local function image_in_region(image)
  if not image.src:match('^%.?/?fig/') then return nil end
  local parts = pandoc.Inlines {}
  local found = access.for_narrow_screens(image)
  if type(found) == 'table' then parts:extend(found) else parts:insert(image) end
  return pandoc.Span(parts, access.region({}).attr)
end

-- What lies in a region that a template asked for gets no second one.
local function asked_for(div)
  if not div.classes:includes('wide') or div.attributes.role then return nil end
  div.content = div.content:walk {
    Div = function(inner) if inner.classes:includes('wide') then return inner.content end end }
  return (scrolling.Div(div))
end

return {
  {
    Meta = function(meta)
      words.wide = pandoc.utils.stringify(meta['wide-content'] or '{number}')
      give_head(meta)
    end,
  },
  { Table = access.scoped, Link = safe_link },
  { Div = access.fold },
  {
    Table = function(tbl) return (scrolling.Table(tbl)) end,
    RawBlock = function(raw) return (scrolling.RawBlock(raw)) end,
  },
  { Div = asked_for },
  { Image = image_in_region },
}
