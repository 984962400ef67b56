// Answers beside the contact form while its subject is typed. The form works without this file: a button does the same.

const WAIT = 350; // milliseconds after the last key

class ContactSuggestions extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.dataset.form);
    this.line = document.getElementById(this.dataset.line);
    this.section = this.querySelector("section");
    this.list = this.querySelector(".answers");
    this.subject = this.form?.elements.namedItem("subject");
    if (!this.subject) return;
    // The button that does this without a script. Removed, not hidden: Enter in a field would still press it.
    this.form.querySelector("[data-no-script]")?.remove();
    this.asked = this.subject.value.trim();
    this.subject.addEventListener("input", () => this.wait());
    // toggle does not bubble, so it is caught on its way down.
    this.addEventListener("toggle", (event) => this.opened(event), true);
    this.addEventListener("suggestion-dismissed", () => this.dismissed());
    document.querySelector("[data-carry]")?.addEventListener("click", (event) => this.carry(event));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const subject = this.subject.value.trim();
    if (subject === this.asked) return;
    this.asked = subject;
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams({ subject, form_token: this.form.elements.namedItem("form_token").value });
    try {
      const answer = await fetch(`${this.dataset.url}?${query}`, { signal: this.request.signal, credentials: "same-origin" });
      if (answer.status === 200) this.show(await answer.text());
    } catch {
      // No answers, then. Nothing stands between the writer and Send.
    }
  }

  show(html) {
    const open = this.list.querySelector("details.similar[open]")?.closest("li")?.dataset.content;
    this.list.innerHTML = html; // our own server's template, escaped there
    const rows = this.list.querySelectorAll("li[data-content]");
    for (const row of rows) if (row.dataset.content === open) row.querySelector("details").open = true;
    this.section.hidden = rows.length === 0;
    this.tell(rows.length);
  }

  tell(count) {
    if (count === 0) {
      this.line.textContent = "";
      return;
    }
    const link = document.createElement("a");
    link.href = "#answers";
    link.textContent = count === 1 ? this.dataset.one : this.dataset.many.replace("%s", count);
    this.line.replaceChildren(link);
  }

  opened(event) {
    if (!event.target.matches("details.similar") || !event.target.open) return;
    this.post(this.dataset.openedUrl, event.target.closest("li").dataset.content);
  }

  dismissed() {
    const count = this.list.querySelectorAll("li[data-content]").length;
    this.section.hidden = count === 0;
    this.tell(count);
  }

  // The public way takes the typed words along.
  carry(event) {
    if (!this.subject.value && !this.form.elements.namedItem("message").value) return;
    event.preventDefault();
    this.form.requestSubmit(document.getElementById(event.currentTarget.dataset.carry));
  }

  post(url, content) {
    const body = new URLSearchParams({
      content,
      form_token: this.form.elements.namedItem("form_token").value,
      csrfmiddlewaretoken: this.form.elements.namedItem("csrfmiddlewaretoken").value,
    });
    fetch(url, { method: "POST", body, credentials: "same-origin", keepalive: true, headers: { "X-Requested-With": "fetch" } }).catch(() => {});
  }
}

customElements.define("contact-suggestions", ContactSuggestions);
