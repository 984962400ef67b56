// The desk's reply: Ctrl+Enter sends.
const form = document.getElementById("answer-form");

form?.elements.namedItem("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector("button[name='send']"));
});
