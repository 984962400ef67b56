// A topic's page: presses without a reload, links to copy. All of it works without this, but slower.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-press]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const body = new FormData(form);
  body.set(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (told.sign_in) {
      location.assign(told.sign_in);
      return;
    }
    if (!answer.ok) throw new Error(told.error);
    button.setAttribute("aria-pressed", String(told.pressed));
    button.value = told.pressed ? "0" : "1";
    form.querySelector("[data-count]").textContent = told.count || "";
  } catch {
    // The plain way shows what is wrong, in the reader's language.
    form.removeAttribute("data-press");
    form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location).href);
    const words = button.querySelector("span");
    const before = words.textContent;
    words.textContent = button.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 2000);
  });
}
