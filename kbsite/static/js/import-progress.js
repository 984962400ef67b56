// How far the worker is with a file of contacts; shows the result when it is done. Without this the page has a link to look again.

class ImportProgress extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.look(), 1500);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async look() {
    const answer = await fetch(this.dataset.url, { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    const bar = this.querySelector("progress");
    bar.max = told.lines;
    bar.value = told.done;
    if (!told.is_running) location.reload();
  }
}

customElements.define("import-progress", ImportProgress);
