// <recently-viewed>: the public articles that were opened on this device. Nothing of it leaves the browser.

const NAME = "recently-viewed";
const MOST_KEPT = 8;
const MOST_SHOWN = 5;
const DAYS = 30;

// Browsers refuse storage in some private windows: then nothing is remembered, and nothing else changes.
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME)) ?? [];
    // Only paths of this site become links, whatever has been written there.
    return kept.filter((one) => /^\/(?![/\\])/.test(one.url) && one.title && Date.now() - one.at < DAYS * 86400000);
  } catch {
    return [];
  }
}

function write(kept) {
  try {
    if (kept.length) localStorage.setItem(NAME, JSON.stringify(kept));
    else localStorage.removeItem(NAME);
  } catch {
    /* nothing is remembered */
  }
}

class RecentlyViewed extends HTMLElement {
  connectedCallback() {
    const { url, title, language } = this.dataset;
    const others = read().filter((one) => one.url !== url);
    write((url ? [{ url, title, language, at: Date.now() }, ...others] : others).slice(0, MOST_KEPT));
    if (!others.length) return;
    this.querySelector("ul").replaceChildren(...others.slice(0, MOST_SHOWN).map((one) => this.line(one)));
    this.querySelector("button").addEventListener("click", () => this.clear());
    this.hidden = false;
  }

  line({ url, title, language }) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title, lang: language });
    const line = document.createElement("li");
    line.append(link);
    return line;
  }

  clear() {
    write([]);
    this.querySelector("section").remove();
    const said = this.querySelector("[role=status]");
    said.textContent = said.dataset.cleared;
    said.tabIndex = -1;
    said.focus();
  }
}

customElements.define(NAME, RecentlyViewed);
