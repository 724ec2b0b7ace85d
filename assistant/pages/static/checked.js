// A briefing with its quotations marked. All text arrives as data and is set as textContent.

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

function markedText(block) {
  const node = element(block.quoted ? "blockquote" : "p", "checked-text");
  // Offsets count characters; a string's index counts UTF-16 units.
  const characters = Array.from(block.text);
  let position = 0;
  for (const finding of block.findings) {
    if (finding.start < position) continue;
    node.append(characters.slice(position, finding.start).join(""));
    const words = characters.slice(finding.start, finding.end).join("");
    node.append(element("mark", finding.in_order ? "right" : "wrong", words));
    position = finding.end;
  }
  node.append(characters.slice(position).join(""));
  return node;
}

export default function (component) {
  const { data, parentElement } = component;
  const paper = element("div", "paper");
  const summary = element("p", "", data.summary);
  summary.setAttribute("role", "status");
  paper.append(summary);
  for (const block of data.blocks) {
    paper.append(markedText(block));
    for (const finding of block.findings) {
      const kind = finding.in_order ? "right" : "wrong";
      paper.append(element("p", `finding small ${kind}`, `${finding.in_order ? "✓" : "✗"} ${finding.explanation}`));
    }
  }
  parentElement.querySelector(".root").replaceChildren(paper);
}
