// What is wrong with where the texts of a page stand, as the browser laid it out. A page gives
// `lookAtBoxes()`, and the drawings that it shows `lookAtDrawings()`: docs/explanation/pages.md
// says what counts as a fault, and what does not.
(() => {
  // A line of text is as high as its letters may be, not as they are: the middle of it is
  // between the lines above and below, however tight these are set.
  const MIDDLE = 0.25, SLACK = 1;
  const LEAST = 11, LEAST_RAISED = 8.5, LONGEST_WORD = 18;
  const EVERYWHERE = {left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity};
  const HELD = "img, input, select, button, textarea, video, canvas";
  const cut = (one, other) => ({
    left: Math.max(one.left, other.left), top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right), bottom: Math.min(one.bottom, other.bottom)});
  const wide = each => each.right - each.left, high = each => each.bottom - each.top;
  const told = text => text.replace(/\s+/g, " ").trim().slice(0, 60);
  const place = each => {
    const names = [];
    for (let at = each; at && at !== document.body && names.length < 3; at = at.parentElement) {
      const classes = typeof at.className === "string" ? at.className.trim().split(/\s+/) : [];
      names.unshift(at.id ? `${at.localName}#${at.id}` : [at.localName, ...classes].filter(Boolean).join("."));
      if (at.id) break;
    }
    return names.join(" > ");
  };

  // What of an element can be seen: by itself (`shown`), and if one scrolls in it (`reached`).
  // Nothing where it is for those who listen: clipped to a pixel or moved away.
  const windows = () => {
    const known = new Map();
    const ask = each => {
      if (!each || each === document.documentElement || each === document.body)
        return {shown: EVERYWHERE, reached: EVERYWHERE, by: null};
      if (known.has(each)) return known.get(each);
      const style = getComputedStyle(each);
      const around = ask(style.position === "absolute" ? each.offsetParent : each.parentElement);
      const box = each.getBoundingClientRect();
      let found = around;
      const unseen = style.clipPath !== "none"
        || (style.overflowX !== "visible" && box.width <= 2 && box.height <= 2);
      if (unseen) found = null;
      else if (around && style.display !== "inline") {
        const inside = {...EVERYWHERE}, hard = {...EVERYWHERE};
        if (style.overflowX !== "visible") {
          [inside.left, inside.right] = [box.left, box.right];
          if (/hidden|clip/.test(style.overflowX)) [hard.left, hard.right] = [box.left, box.right];
        }
        if (style.overflowY !== "visible") {
          [inside.top, inside.bottom] = [box.top, box.bottom];
          if (/hidden|clip/.test(style.overflowY)) [hard.top, hard.bottom] = [box.top, box.bottom];
        }
        const clips = Object.values(hard).some(Number.isFinite);
        found = {shown: cut(around.shown, inside), reached: cut(around.reached, hard),
          by: clips ? each : around.by};
      }
      known.set(each, found);
      return found;
    };
    return ask;
  };

  // The box that a text is to stay in.
  const holder = each => {
    let at = each;
    while (at.parentElement && /^(inline|contents|ruby)$/.test(getComputedStyle(at).display))
      at = at.parentElement;
    return at;
  };

  const broken = node => {
    const found = [], range = document.createRange();
    for (const word of node.data.matchAll(/\S{2,}/gu)) {
      // Addresses and names of files break where they may; a word at its hyphens and dashes.
      if (word[0].length > LONGEST_WORD || /[\p{L}\p{N}][^\p{L}\p{N}'’.,]+[\p{L}\p{N}]/u.test(word[0])) continue;
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].filter(each => each.width > 0.5)
        .map(each => Math.round(each.top)));
      if (tops.size > 1) found.push(word[0]);
    }
    return found;
  };

  const looksOf = (faults, windowOf) => {
    const items = [], range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      if (!node.data.trim()) continue;
      const parent = node.parentElement;
      if (/^(script|style|noscript|title|option|annotation)$/.test(parent.localName)) continue;
      if (!parent.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
      const seen = windowOf(parent);
      if (!seen) continue;
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(each => each.width > 0.5 && each.height > 0.5);
      // A link to the text is beside the page until it has the focus.
      if (!rects.length || (rects.every(each => each.right <= 0) && parent.closest("a[href^='#']"))) continue;
      const style = getComputedStyle(parent), size = parseFloat(style.fontSize);
      const tell = (kind, more) => faults.push(`${kind}: “${told(node.data)}”${more || ""}, in ${place(parent)}`);
      const raised = parent.closest("sup, sub, math");
      if (size < (raised ? LEAST_RAISED : LEAST)) tell("small", ` has letters of ${size.toFixed(1)} px`);
      const own = holder(parent), box = own.getBoundingClientRect();
      const scrolls = getComputedStyle(own).overflowX;
      let leaves = 0, lost = 0, beyond = 0;
      for (const each of rects) {
        if (scrolls === "visible" && !parent.closest("math"))
          leaves = Math.max(leaves, each.right - box.right, box.left - each.left);
        const reached = cut(each, seen.reached), shown = cut(each, seen.shown);
        const trim = high(each) * MIDDLE;
        lost = Math.max(lost, wide(each) - Math.max(0, wide(reached)),
          high(each) - Math.max(0, high(reached)) - trim);
        if (wide(shown) > SLACK && high(shown) > SLACK)
          beyond = Math.max(beyond, shown.right - innerWidth, -shown.left);
        const middle = {...shown, top: shown.top + trim, bottom: shown.bottom - trim};
        if (wide(middle) > SLACK && high(middle) > SLACK)
          items.push({rect: middle, of: parent, node, math: parent.closest("math"), text: node.data});
      }
      if (lost > SLACK) tell("clipped", ` by ${Math.round(lost)} px by ${place(seen.by)}`);
      if (beyond > SLACK) tell("outside", ` of the window by ${Math.round(beyond)} px`);
      if (leaves > SLACK) tell("sticks out", ` of ${place(own)} by ${Math.round(leaves)} px`);
      if (rects.length > 1 && style.hyphens !== "auto")
        for (const word of broken(node)) tell("broken", ` is broken within “${word}”`);
    }
    for (const each of document.querySelectorAll(HELD)) {
      const seen = windowOf(each), box = each.getBoundingClientRect();
      if (!seen || !box.width || !each.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
      const rect = cut(box, seen.shown);
      if (wide(rect) > SLACK && high(rect) > SLACK)
        items.push({rect, of: each, math: null, held: true, text: each.localName});
      const asked = each.placeholder;
      if (asked) {
        const style = getComputedStyle(each), pen = document.createElement("canvas").getContext("2d");
        pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const room = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const over = pen.measureText(asked).width - room;
        if (over > SLACK) faults.push(`clipped: “${told(asked)}” by ${Math.round(over)} px, in ${place(each)}`);
      }
    }
    return items;
  };

  const meet = (one, other) => {
    // Dots in the place of letters are two fragments of one text.
    if ((one.node && one.node === other.node) || (one.math && one.math === other.math) || one.of.closest("picture") && other.of.closest("picture")) return false;
    // What a button holds stands on it.
    if ((one.held || other.held) && (one.of.contains(other.of) || other.of.contains(one.of))) return false;
    const both = cut(one.rect, other.rect);
    return wide(both) > SLACK && high(both) > SLACK;
  };
  const overlaps = (items, faults) => {
    items.sort((one, other) => one.rect.top - other.rect.top);
    let open = [];
    for (const each of items) {
      open = open.filter(other => other.rect.bottom - SLACK > each.rect.top);
      for (const other of open)
        if (meet(each, other))
          faults.push(`overlap: “${told(other.text)}” and “${told(each.text)}”, in ${place(other.of)} and ${place(each.of)}`);
      open.push(each);
    }
  };

  window.lookAtBoxes = () => {
    scrollTo(0, 0);
    const faults = [];
    const beyond = document.documentElement.scrollWidth - innerWidth;
    if (beyond > 0) faults.push(`sideways: the page scrolls by ${beyond} px`);
    overlaps(looksOf(faults, windows()), faults);
    const figures = [...document.images]
      .filter(each => /\.svg$/.test(each.currentSrc) && each.offsetWidth)
      .map(each => ({source: each.currentSrc, width: each.getBoundingClientRect().width}));
    return {faults: [...new Set(faults)], figures};
  };

  // Each drawing is given as its text without styles, which move nothing and which the policy of
  // a page refuses.
  window.lookAtDrawings = drawings => Object.fromEntries(Object.entries(drawings).map(([name, text]) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const drawn = document.body.appendChild(document.importNode(parsed, true));
    const [, , width, height] = drawn.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    drawn.setAttribute("width", width);
    drawn.setAttribute("height", height);
    const whole = drawn.getBoundingClientRect(), faults = [], rects = [];
    let least = Infinity;
    for (const each of drawn.querySelectorAll("g[data-text], text")) {
      const box = each.getBoundingClientRect(), said = told(each.dataset.text || each.textContent);
      if (!box.width || !box.height) continue;
      const scale = /scale\(([\d.]+)/.exec(each.getAttribute("transform") || "");
      least = Math.min(least, scale ? 1000 * scale[1] : parseFloat(getComputedStyle(each).fontSize));
      const out = Math.max(whole.left - box.left, box.right - whole.right, whole.top - box.top, box.bottom - whole.bottom);
      if (out > 0.5) faults.push(`outside: “${said}” leaves the drawing by ${out.toFixed(1)}`);
      rects.push({box, said});
    }
    rects.sort((one, other) => one.box.top - other.box.top);
    let open = [];
    for (const each of rects) {
      open = open.filter(other => other.box.bottom > each.box.top + 0.5);
      for (const other of open) {
        const both = cut(each.box, other.box);
        if (wide(both) > 0.5 && high(both) > 0.5) faults.push(`overlap: “${other.said}” and “${each.said}”`);
      }
      open.push(each);
    }
    drawn.remove();
    return [name, {faults, least, width}];
  }));
})();
