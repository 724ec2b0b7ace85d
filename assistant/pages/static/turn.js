// A question with its answer. All text arrives as data and is set as textContent.

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

async function copyText(text, html) {
  try {
    const kinds = { "text/plain": new Blob([text], { type: "text/plain" }) };
    if (html) kinds["text/html"] = new Blob([html], { type: "text/html" });
    await navigator.clipboard.write([new ClipboardItem(kinds)]);
  } catch {
    // Away from localhost, plain http has no clipboard API; a selection still copies.
    const area = element("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

// What a word processor takes: the quote as a paragraph, the report's title in italics.
function richCitation(quote) {
  const paragraph = element("p");
  const [before, title, after] = quote.citation;
  paragraph.append(before, element("i", "", title), after);
  return paragraph.outerHTML;
}

async function copy(quote, button, status) {
  await copyText(quote.citation.join(""), richCitation(quote));
  status.textContent = "Copied with its citation";
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy with citation"; status.textContent = ""; }, 2000);
}

function quotation(quote) {
  const node = element("blockquote");
  const [start, end] = quote.sentence || [0, 0];
  // Offsets count characters; a string's index counts UTF-16 units.
  const characters = Array.from(quote.text);
  const whole = start === 0 && end === characters.length;
  if (!end || whole) {
    node.textContent = quote.text;
    return node;
  }
  const piece = (from, to) => characters.slice(from, to).join("");
  node.append(piece(0, start), element("mark", "", piece(start, end)), piece(end));
  return node;
}

const VERDICTS = { right: "Answers", wrong: "Does not answer" };

function verdictButtons(quote, act) {
  const group = element("span", "verdicts");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", `Does ${quote.reference} answer?`);
  for (const [verdict, label] of Object.entries(VERDICTS)) {
    const button = element("button", "verdict", label);
    button.type = "button";
    button.setAttribute("aria-pressed", String(quote.mark === verdict));
    button.onclick = () => act.judge({ paragraph: quote.paragraph, verdict });
    group.append(button);
  }
  return group;
}

function quoteFigure(quote, act, status) {
  const figure = element("figure");
  if (quote.lead_in) figure.append(element("p", "lead-in small", quote.lead_in));
  figure.append(quotation(quote));
  const caption = element("figcaption");
  const where = element("span", "where");
  if (quote.sureness) where.append(element("span", "sureness", quote.sureness), " ");
  where.append(element("b", "", quote.reference));
  if (quote.page) where.append(`, page ${quote.page}`);
  if (quote.scanned) where.append(", text read by OCR");
  if (quote.section) where.append(` · ${quote.section}`);
  const button = element("button", "", "Copy with citation");
  button.type = "button";
  button.onclick = () => copy(quote, button, status);
  const address = element("button", "", "Copy link");
  address.type = "button";
  address.onclick = async () => {
    await copyText(new URL(`read?paragraph=${encodeURIComponent(quote.paragraph)}`, document.baseURI).href);
    status.textContent = "Link copied";
  };
  const link = element("a", "", "Show in document");
  link.href = `read?paragraph=${encodeURIComponent(quote.paragraph)}`;
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act.open(quote.paragraph);
  };
  const pick = element("button", "", quote.picked ? "In the briefing" : "Add to briefing");
  pick.type = "button";
  pick.disabled = Boolean(quote.picked);
  pick.onclick = () => act.pick(quote.paragraph);
  caption.append(where, button, pick, link, address, verdictButtons(quote, act));
  figure.append(caption);
  return figure;
}

function groupSection(group, act, status) {
  const section = element("section", `group ${group.voice}`);
  const head = element("div", "group-head");
  head.append(
    element("h3", "", group.title),
    element("span", `voice ${group.voice}`, group.voice_label),
    element("span", "about", group.about),
  );
  section.append(head, ...group.quotes.map((quote) => quoteFigure(quote, act, status)));
  return section;
}

function chip(read, drop) {
  const item = element("li", "", read.text);
  if (read.drop) {
    const button = element("button", "drop", "×");
    button.type = "button";
    button.title = read.drop === "words" ? "Search for my own words only" : "Search without this limit";
    button.setAttribute("aria-label", `${button.title}: ${read.text}`);
    button.onclick = () => drop(read.drop);
    item.append(button);
  }
  return item;
}

const HEADINGS = { related: "No paragraph answers this", not_found: "Not found", problem: "That cannot be asked" };

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const act = {
    open: (paragraph) => setTriggerValue("open", paragraph),
    judge: (mark) => setTriggerValue("judge", mark),
    pick: (paragraph) => setTriggerValue("pick", paragraph),
  };
  const drop = (what) => setTriggerValue("drop", what);
  const paper = element("div", "paper");
  const status = element("span", "sr");
  status.setAttribute("role", "status");
  paper.append(data.plain ? element("h2", "title", data.question) : element("p", "question", data.question));
  if (HEADINGS[data.status]) {
    const notice = element("div", `notice ${data.status}`);
    notice.append(element("strong", "", HEADINGS[data.status]), element("span", "", data.message));
    paper.append(notice);
  }
  if (data.understood && data.understood.length) {
    const chips = element("ul", "chips");
    chips.setAttribute("aria-label", "Understood");
    chips.append(...data.understood.map((read) => chip(read, drop)));
    paper.append(chips);
  }
  paper.append(...(data.groups || []).map((group) => groupSection(group, act, status)));
  if (data.related && data.related.length) {
    const details = element("details", "related");
    // Drawn anew after a mark, it stays as the reader left it.
    details.open = parentElement.querySelector("details.related")?.open ?? data.status === "related";
    const count = data.related.reduce((sum, group) => sum + group.quotes.length, 0);
    details.append(element("summary", "", count === 1 ? "1 related paragraph" : `${count} related paragraphs`));
    details.append(...data.related.map((group) => groupSection(group, act, status)));
    paper.append(details);
  }
  if (data.searched) paper.append(element("p", "small", data.searched));
  paper.append(status);
  const root = parentElement.querySelector(".root");
  root.replaceChildren(paper);
}
