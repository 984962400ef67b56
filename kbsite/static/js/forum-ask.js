// <kb-ask-suggestions>: what may answer the question already, while its title is typed. Without this, a button does it.

const PAUSE_MS = 400;
const LEAST = 6;

class AskSuggestions extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.status = this.querySelector("[data-status]");
    this.querySelector("[data-check]").hidden = true;
    this.title_ = document.getElementById(this.dataset.for);
    this.asked = this.title_.value.trim();
    this.title_.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), PAUSE_MS);
    });
    // One line: Enter does not break it.
    this.title_.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
    });
  }

  async look() {
    const words = this.title_.value.trim();
    if (words === this.asked) return;
    this.asked = words;
    this.pending?.abort();
    if (words.length < LEAST) {
      this.list.replaceChildren();
      this.status.textContent = "";
      return;
    }
    this.pending = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.url}?title=${encodeURIComponent(words)}`, { signal: this.pending.signal });
      if (!answer.ok) return;
      const html = await answer.text();
      // What somebody has open stays open: the list is exchanged only while nothing in it is being read.
      if (this.list.querySelector("details[open]")) return;
      this.list.innerHTML = html;
      const count = Number(this.list.querySelector("[data-count]")?.dataset.count ?? 0);
      this.status.textContent = count === 1 ? this.status.dataset.one : this.status.dataset.many.replace("%s", count);
    } catch {
      // A lost connection shows no suggestions; the question can be sent all the same.
    }
  }
}

customElements.define("kb-ask-suggestions", AskSuggestions);
