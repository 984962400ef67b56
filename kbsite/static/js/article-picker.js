// A link to an article goes into an answer where the cursor stands. Without this file the server puts it at the end.

function insert(form, { markdown, warning }) {
  const text = form.querySelector("textarea");
  const before = text.value.slice(0, text.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  text.setRangeText(gap + markdown, text.selectionStart, text.selectionEnd, "end");
  // Drafts and counters listen to what is typed.
  text.dispatchEvent(new Event("input", { bubbles: true }));
  const said = form.querySelector("[data-picker-said]");
  if (said) {
    said.textContent = [said.dataset.inserted, warning].filter(Boolean).join(" ");
    said.classList.toggle("c-needs", Boolean(warning));
  }
  text.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name='insert']");
  if (!button?.form) return;
  event.preventDefault();
  insert(button.form, { markdown: button.value, warning: button.dataset.warning });
});

document.addEventListener("suggestion-chosen", (event) => {
  const box = event.target.closest("[data-picker]");
  if (!box) return;
  event.preventDefault();
  if (!event.detail.dataset.markdown) return; // "Nothing fits" is no choice.
  const field = box.querySelector("input");
  insert(field.form, event.detail.dataset);
  field.value = "";
  event.target.close();
  box.open = false;
});

// Enter in the field chooses or does nothing: it must not send an answer that is not finished.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-picker] input")) event.preventDefault();
});
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches("[data-picker]") && event.target.open) event.target.querySelector("input").focus();
  },
  true,
);
