// Suggestions while typing: a WAI-ARIA combobox, nothing selected by itself. Without it the form searches.
// <search-suggest data-url="…"><label><input></search-suggest>. Who does something else with what is chosen cancels "suggestion-chosen".

const DEBOUNCE_MS = 150;
const MIN_CHARS = 2;

class SearchSuggest extends HTMLElement {
  connectedCallback() {
    const input = (this.input = this.querySelector("input"));
    if (!input || this.list) return;
    this.list = Object.assign(document.createElement("div"), { className: "suggest", id: `${input.id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
    this.status = Object.assign(document.createElement("p"), { className: "sr" });
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);
    const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const name in said) input.setAttribute(name, said[name]);
    input.addEventListener("input", (event) => event.isComposing || this.later());
    input.addEventListener("compositionend", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.open(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = setTimeout(() => this.fetch(), DEBOUNCE_MS);
  }

  async fetch() {
    const typed = this.input.value.trim();
    if (typed.length < MIN_CHARS) return this.close();
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(typed)}`, { signal: this.request.signal });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      const found = page.querySelector("[data-status]");
      if (!found || document.activeElement !== this.input) return this.close();
      this.list.replaceChildren(...found.children);
      this.options = [...this.list.querySelectorAll("[role=option]")];
      this.options.forEach((option, index) => (option.id = `${this.list.id}-${index}`));
      this.show();
      this.status.textContent = found.dataset.status;
    } catch {
      this.close(); // Refused or offline: the field still searches.
    }
  }

  show() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.select(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.select(-1);
  }

  select(index) {
    this.chosen = index;
    this.options?.forEach((option, place) => option.setAttribute("aria-selected", place === index));
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", this.options[index].id);
      this.options[index].scrollIntoView({ block: "nearest" });
    }
  }

  open(option) {
    const chosen = new CustomEvent("suggestion-chosen", { bubbles: true, cancelable: true, detail: option });
    if (option && this.dispatchEvent(chosen)) location = option.dataset.href;
  }

  key(event) {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return void this.fetch();
      if (event.altKey) return;
      // Beyond either end is the field itself.
      const places = this.options.length + 1;
      this.select(((this.chosen + 1 + (event.key === "ArrowDown" ? 1 : places - 1)) % places) - 1);
    } else if (event.key === "Enter" && isOpen && this.chosen >= 0) {
      event.preventDefault();
      this.open(this.options[this.chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (isOpen) this.close();
      else this.input.value = "";
    }
  }
}

customElements.define("search-suggest", SearchSuggest);
