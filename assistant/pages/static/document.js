// A document as its paragraphs, with an outline and a search. All text arrives as data and is set as textContent.

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

function button(label, act) {
  const node = element("button", "", label);
  node.type = "button";
  node.onclick = act;
  return node;
}

function scrollTo(node) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // What is taller than the window begins at its top.
  const block = node.offsetHeight > 0.8 * window.innerHeight ? "start" : "center";
  node.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
}

// Shows a paragraph's text with every place that holds the words marked; returns the marks.
function showText(node, text, words) {
  node.replaceChildren();
  if (!words) {
    node.textContent = text;
    return [];
  }
  const marks = [];
  const lower = text.toLowerCase();
  let position = 0;
  // Where lower case has other lengths, offsets would not fit; such texts are shown unmarked.
  let found = lower.length === text.length ? lower.indexOf(words) : -1;
  while (found >= 0) {
    node.append(text.slice(position, found));
    marks.push(element("mark", "hit", text.slice(found, found + words.length)));
    node.append(marks[marks.length - 1]);
    position = found + words.length;
    found = lower.indexOf(words, position);
  }
  node.append(text.slice(position));
  return marks;
}

// A paragraph's number (or sign) is its permanent link; followed here, it marks the paragraph.
function permanentLink(paragraph, mark) {
  const link = element("a", "mark", paragraph.number || (paragraph.kind === "bullet" ? "•" : "¶"));
  link.href = `read?paragraph=${encodeURIComponent(paragraph.paragraph)}`;
  link.title = `Mark ${paragraph.reference}`;
  link.setAttribute("aria-label", link.title);
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    mark();
  };
  return link;
}

function searchBar(texts) {
  const bar = element("div", "search");
  bar.setAttribute("role", "search");
  const input = element("input");
  input.type = "search";
  input.placeholder = "Search in this document";
  input.setAttribute("aria-label", "Search in this document");
  const status = element("span", "small");
  status.setAttribute("role", "status");
  let hits = [];
  let current = -1;
  const go = (step) => {
    if (!hits.length) return;
    if (hits[current]) hits[current].classList.remove("current");
    current = (current + step + hits.length) % hits.length;
    hits[current].classList.add("current");
    status.textContent = `${current + 1} of ${hits.length}`;
    scrollTo(hits[current]);
  };
  const search = () => {
    const words = input.value.trim().toLowerCase();
    hits = texts.flatMap(([node, text]) => showText(node, text, words));
    current = -1;
    status.textContent = words ? `${hits.length} found` : "";
  };
  input.oninput = search;
  input.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go(event.shiftKey ? -1 : 1);
  };
  bar.append(input, button("Previous", () => go(-1)), button("Next", () => go(1)), status);
  return bar;
}

function outline(sections) {
  const details = element("details", "outline");
  const list = element("ol");
  for (const [title, node] of sections) {
    const item = element("li");
    item.append(button(title, () => scrollTo(node)));
    list.append(item);
  }
  const nav = element("nav");
  nav.setAttribute("aria-label", "Outline");
  nav.append(list);
  details.append(element("summary", "", `Outline (${sections.length})`), nav);
  return details;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const paper = element("article", "paper");
  const body = element("div");
  const sections = [];
  const texts = [];
  let section = null;
  let leadIn = null;
  let marked = null;
  for (const paragraph of data.paragraphs) {
    if (paragraph.section !== section && paragraph.section !== paragraph.text) {
      section = paragraph.section;
      if (section) {
        const heading = element("h3", "section", section);
        sections.push([section, heading]);
        body.append(heading);
      }
    }
    if (paragraph.lead_in && paragraph.lead_in !== leadIn && !paragraph.sub) {
      const shown = paragraph.lead_in.replace(/[ :;]+$/, "") !== section;
      if (shown && !(body.lastChild && body.lastChild.dataset.text === paragraph.lead_in)) {
        body.append(element("p", "lead-in", paragraph.lead_in));
      }
      leadIn = paragraph.lead_in;
    }
    const row = element("div", `paragraph${paragraph.sub ? " sub" : ""}`);
    row.dataset.text = paragraph.text;
    row.dataset.paragraph = paragraph.paragraph;
    row.append(permanentLink(paragraph, () => setTriggerValue("mark", paragraph.paragraph)));
    const text = element("p", "text", paragraph.text);
    row.append(text);
    texts.push([text, paragraph.text]);
    if (paragraph.paragraph === data.marked) {
      row.classList.add("marked");
      row.setAttribute("aria-current", "true");
      row.append(element("div", "tools small", paragraph.reference));
      marked = row;
    }
    body.append(row);
  }
  paper.append(element("h2", "title", data.title), element("p", "about", `${data.about} · ${data.licence}`));
  if (sections.length > 1) paper.append(outline(sections));
  paper.append(searchBar(texts), body);
  if (data.picture) {
    const beside = element("figure", "page-picture");
    const image = element("img");
    image.src = data.picture.source;
    image.alt = data.picture.told;
    beside.append(image, element("figcaption", "small", data.picture.told));
    body.className = "with-picture";
    const column = element("div");
    column.append(...body.childNodes);
    body.append(column, beside);
  }
  parentElement.querySelector(".root").replaceChildren(paper);
  if (marked) requestAnimationFrame(() => scrollTo(marked));
}
