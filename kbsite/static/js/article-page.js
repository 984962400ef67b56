// An article's page: copy buttons on code, the current line of the contents list, printing, focus on the thanks after a vote.
// Nothing here is needed to read or to vote.

const article = document.querySelector("article[data-copy]");

for (const box of article?.querySelectorAll(".code") ?? []) {
  if (!navigator.clipboard) break;
  const header = box.querySelector("header") ?? box.insertBefore(document.createElement("header"), box.firstChild);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet button-sm";
  button.textContent = article.dataset.copy;
  // Announced when it changes; a button's own text change is not, in every screen reader.
  const said = document.createElement("span");
  said.className = "sr";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("code").textContent);
    button.textContent = said.textContent = article.dataset.copied;
    setTimeout(() => {
      button.textContent = article.dataset.copy;
      said.textContent = "";
    }, 2000);
  });
  header.append(button, said);
}

const lines = new Map();
for (const line of document.querySelectorAll(".toc-wide a[href^='#']")) {
  const target = document.getElementById(decodeURIComponent(line.hash.slice(1)));
  if (target) lines.set(target, line);
}
if (lines.size) {
  const mark = () => {
    // The last heading that has passed the upper third of the window is the one being read.
    let current = [...lines.keys()][0];
    for (const target of lines.keys()) {
      if (target.getBoundingClientRect().top < window.innerHeight / 3) current = target;
    }
    for (const [target, line] of lines) {
      if (target === current) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
  };
  document.addEventListener("scroll", mark, { passive: true });
  mark();
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

if (location.hash === "#vote") document.getElementById("vote")?.focus();
