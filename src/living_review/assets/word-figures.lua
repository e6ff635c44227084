-- In a Word document a figure is a paragraph with its caption below, and no table for the layout.

local function styled(blocks, style)
  return pandoc.Div(blocks, pandoc.Attr('', {}, { { 'custom-style', style } }))
end

return { {
  Figure = function(figure)
    local caption = styled(figure.caption.long, 'Image Caption')
    return pandoc.Div(
      { styled(figure.content, 'Captioned Figure'), caption }, pandoc.Attr(figure.identifier))
  end,
} }
