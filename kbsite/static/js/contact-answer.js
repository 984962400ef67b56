// The desk's reply: an article's link goes in where the cursor stands, and Ctrl+Enter sends. Without this file the server does it.
const form = document.getElementById("answer-form");
const text = form?.elements.namedItem("text");

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name='insert']");
  if (!button || !text) return;
  event.preventDefault();
  const title = button.dataset.title.replace(/[\\[\]]/g, "\\$&");
  const link = `[${title}](<${button.dataset.url}>)`;
  const before = text.value.slice(0, text.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  text.setRangeText(gap + link, text.selectionStart, text.selectionEnd, "end");
  text.focus();
});

text?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector("button[name='send']"));
});
