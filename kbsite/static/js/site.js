// Behaviour of every page. All of it only improves what already works without JavaScript.

// "/" moves to the search field, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("[data-hotkey='/']");
  if (!field || field.offsetParent === null) return;
  event.preventDefault();
  field.focus();
});

// An open menu closes when the reader goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// After a refused form the summary of errors gets the focus.
document.querySelector("#error-summary")?.focus();
