// A document as its paragraphs. All text arrives as data and is set as textContent.

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

export default function (component) {
  const { data, parentElement } = component;
  const paper = element("article", "paper");
  paper.append(element("h2", "title", data.title), element("p", "about", `${data.about} · ${data.licence}`));
  let section = null;
  let leadIn = null;
  let marked = null;
  for (const paragraph of data.paragraphs) {
    if (paragraph.section !== section && paragraph.section !== paragraph.text) {
      section = paragraph.section;
      if (section) paper.append(element("h3", "section", section));
    }
    if (paragraph.lead_in && paragraph.lead_in !== leadIn && !paragraph.sub) {
      const shown = paragraph.lead_in.replace(/[ :;]+$/, "") !== section;
      if (shown && paper.lastChild.dataset.text !== paragraph.lead_in) {
        paper.append(element("p", "lead-in", paragraph.lead_in));
      }
      leadIn = paragraph.lead_in;
    }
    const row = element("div", `paragraph${paragraph.sub ? " sub" : ""}`);
    row.dataset.text = paragraph.text;
    row.dataset.paragraph = paragraph.paragraph;
    const mark = paragraph.number ? `${paragraph.number}` : paragraph.kind === "bullet" ? "•" : "";
    row.append(element("span", "mark", mark));
    const text = element("p", "text");
    row.append(text);
    if (paragraph.paragraph === data.marked) {
      row.classList.add("marked");
      row.setAttribute("aria-current", "true");
      text.append(element("mark", "", paragraph.text));
      const tools = element("div", "tools small", paragraph.reference);
      row.append(tools);
      marked = row;
    } else {
      text.textContent = paragraph.text;
    }
    paper.append(row);
  }
  parentElement.querySelector(".root").replaceChildren(paper);
  if (marked) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    requestAnimationFrame(() => marked.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" }));
  }
}
