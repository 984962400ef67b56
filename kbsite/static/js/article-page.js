// An article's page: copy buttons on code, the current line of the contents list, videos, pictures, printing, focus on the thanks after a vote.
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

// A video is fetched from its host only now, after somebody has asked for it.
for (const film of document.querySelectorAll("figure.video")) {
  const button = film.querySelector("[data-play]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const player = document.createElement("iframe");
    player.title = film.dataset.title;
    player.allow = "autoplay; fullscreen; picture-in-picture";
    // Some hosts refuse players that do not say which site they are on; the page's own address stays here.
    player.referrerPolicy = "strict-origin";
    player.src = film.dataset.player;
    film.querySelector(".video-face").replaceWith(player);
    player.focus();
  });
}

// Pictures enlarge in place; without this they open by themselves.
article?.addEventListener("click", (event) => {
  const link = event.target.closest("a.zoom");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const small = link.querySelector("img");
  const caption = link.closest("figure").querySelector("figcaption");
  const dialog = Object.assign(document.createElement("dialog"), { className: "dialog zoomed", lang: article.querySelector("[lang]").lang });
  dialog.setAttribute("aria-label", small.alt || caption?.textContent || link.textContent);
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button button-sm", textContent: article.dataset.close });
  const header = document.createElement("header");
  header.append(Object.assign(document.createElement("span"), { textContent: caption?.textContent ?? "" }), close);
  dialog.append(header, Object.assign(document.createElement("img"), { src: link.href, alt: small.alt }));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (press) => press.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

if (location.hash === "#vote") document.getElementById("vote")?.focus();
