// <kb-composer>: what the editor can do beyond a textarea. Drafts on the device, preview by the server, Ctrl+Enter, counter.
// A draft is forgotten only when the server has said that it has the text (cookie "kb-posted").

const DRAFT_DAYS = 7;
const SAVE_AFTER_MS = 2000;
const POSTED = "kb-posted";

const clock = (when) => new Date(when).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

function postedKey() {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${POSTED}=`));
  if (!found) return "";
  document.cookie = `${POSTED}=; max-age=0; path=/; samesite=lax`;
  return decodeURIComponent(found.slice(POSTED.length + 1));
}

// Browsers refuse storage in some private windows: then there is no draft, and nothing else changes.
const store = {
  read(name) {
    try {
      const draft = JSON.parse(localStorage.getItem(name));
      return draft && Date.now() - draft.at < DRAFT_DAYS * 86400000 ? draft : null;
    } catch {
      return null;
    }
  },
  write(name, fields) {
    try {
      localStorage.setItem(name, JSON.stringify({ at: Date.now(), fields }));
      return true;
    } catch {
      return false;
    }
  },
  remove(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      /* nothing was kept */
    }
  },
  forget(key) {
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith(`draft:${key}:`)) localStorage.removeItem(name);
    } catch {
      /* nothing was kept */
    }
  },
};

const posted = postedKey();
if (posted) store.forget(posted);

class Composer extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.area = this.querySelector("textarea");
    this.state = this.querySelector("[data-state]");
    this.name = `draft:${this.dataset.draft}`;
    this.fields = [...this.form.querySelectorAll("textarea, input[type=text]")].filter((field) => field.name);
    this.sent = this.written();
    this.setUpTabs();
    this.setUpDraft();
    this.area.addEventListener("input", () => this.count());
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.form.requestSubmit(this.querySelector("[data-send]"));
      }
    });
    this.form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("beforeunload", (event) => {
      if (!this.isSending && this.written() !== this.sent && !this.save()) event.preventDefault();
    });
    addEventListener("pageshow", () => this.unlock());
  }

  written() {
    return JSON.stringify(this.fields.map((field) => field.value));
  }

  say(words, tone = "") {
    this.state.textContent = words;
    this.state.className = `state ${tone}`;
  }

  // Write and preview

  setUpTabs() {
    const bar = this.querySelector("[data-tabs]");
    this.tabs = [...bar.querySelectorAll("[role=tab]")];
    bar.hidden = false;
    this.querySelector("markdown-toolbar").hidden = false;
    this.querySelector("[data-preview-button]").hidden = true;
    this.querySelector("[data-write]").setAttribute("role", "tabpanel");
    this.tabs.forEach((tab, index) => tab.addEventListener("click", () => this.choose(index)));
    bar.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = this.tabs[0] === document.activeElement ? 1 : 0;
      this.tabs[other].focus();
      this.choose(other);
    });
  }

  choose(index) {
    this.tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
    });
    this.querySelector("[data-write]").hidden = index === 1;
    const pane = this.querySelector("[data-pane]");
    pane.hidden = index === 0;
    if (index === 1) this.preview(pane);
  }

  async preview(pane) {
    if (!this.area.value.trim()) {
      pane.textContent = this.dataset.empty;
      return;
    }
    pane.setAttribute("aria-busy", "true");
    const body = new FormData();
    body.set("source", this.area.value);
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(this.dataset.preview, { method: "POST", body, signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error(String(answer.status));
      // The server's own renderer made this HTML, the same that makes the published post.
      pane.innerHTML = await answer.text();
    } catch {
      pane.textContent = "";
      this.say(this.dataset.lost, "bad");
    } finally {
      pane.removeAttribute("aria-busy");
    }
  }

  // Drafts on this device

  setUpDraft() {
    const draft = store.read(this.name);
    if (draft && !this.area.value.trim()) {
      for (const field of this.fields) if (draft.fields[field.name] && !field.value) field.value = draft.fields[field.name];
      if (this.area.value.trim()) {
        this.say(this.dataset.restored.replace("%s", clock(draft.at)), "ok");
        this.offerDiscard();
      }
    }
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
      });
    }
  }

  save() {
    clearTimeout(this.timer);
    const fields = Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
    if (!Object.values(fields).some((value) => value.trim())) {
      store.remove(this.name);
      return true;
    }
    if (!store.write(this.name, fields)) return false;
    this.say(this.dataset.saved.replace("%s", clock(Date.now())), "ok");
    this.offerDiscard();
    return true;
  }

  offerDiscard() {
    const button = this.querySelector("[data-discard]");
    button.hidden = false;
    button.onclick = () => {
      clearTimeout(this.timer);
      store.remove(this.name);
      for (const field of this.fields) field.value = "";
      this.sent = this.written();
      this.say("");
      button.hidden = true;
      this.area.focus();
    };
  }

  // Sending

  submit(event) {
    if (this.isSending) {
      // A second press would post twice.
      event.preventDefault();
      return;
    }
    this.save();
    this.isSending = true;
    if (event.submitter === this.querySelector("[data-send]")) event.submitter.setAttribute("aria-busy", "true");
  }

  unlock() {
    this.isSending = false;
    this.querySelector("[data-send]").removeAttribute("aria-busy");
  }

  count() {
    const most = this.area.maxLength;
    const left = most - this.area.value.length;
    if (most > 0 && left < most / 10) this.say(this.dataset.left.replace("%s", left), left < most / 50 ? "bad" : "");
  }
}

customElements.define("kb-composer", Composer);
