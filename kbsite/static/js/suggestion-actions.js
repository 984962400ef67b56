// "Not my problem" without leaving the page. Without this file the buttons send the form and it comes back as it was.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-dismiss]");
  const form = button?.form;
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams({ content: button.value });
  for (const name of ["form_token", "csrfmiddlewaretoken"]) {
    const field = form.elements.namedItem(name);
    if (field) body.set(name, field.value);
  }
  fetch(button.formAction, { method: "POST", body, credentials: "same-origin", keepalive: true, headers: { "X-Requested-With": "fetch" } }).catch(() => {});
  const row = button.closest("li");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const list = row.parentElement;
  row.remove();
  list.dispatchEvent(new CustomEvent("suggestion-dismissed", { bubbles: true }));
  (next?.querySelector("summary") ?? form.querySelector("input[type='text'], textarea"))?.focus();
});
