// Confirm dialogs, fields that tell the app at once, suggestions, and a look every second whether anything changed.
"use strict";

document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("confirms" in button.dataset) button.nextElementSibling.showModal();
  if ("dismisses" in button.dataset) button.closest("dialog").close();
});

document.addEventListener("change", event => {
  if (!("dispatches" in event.target.dataset)) return;
  const block = event.target.closest(".block");
  const name = event.target.name;
  const fields = [...block.querySelectorAll("[data-dispatches]")].map(field => field.name);
  const dispatchers = block.querySelectorAll("[data-dispatcher]");
  const index = [...new Set(fields)].indexOf(name);
  dispatchers[index].click();
});

document.addEventListener("input", async event => {
  const field = event.target;
  if (!field.dataset.suggest || field.value.length < Number(field.dataset.min)) return;
  const form = field.form;
  const body = new URLSearchParams({
    as: form.elements.as.value,
    view: form.elements.view ? form.elements.view.value : "",
    action: field.dataset.suggest,
    typed: field.value,
  });
  const answer = await fetch("/page/suggest", { method: "POST", body });
  if (!answer.ok) return;
  const options = (await answer.json()).options;
  field.list.replaceChildren(...options.map(option => new Option(option.text.text, option.value)));
});

function isBusy() {
  const field = document.activeElement;
  const typing = field && /^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName) && field.value !== "";
  return typing || document.querySelector("dialog[open]") !== null;
}

setInterval(async () => {
  const shown = document.body.dataset;
  try {
    const answer = await fetch("/page/changes?as=" + encodeURIComponent(shown.as));
    const now = await answer.json();
    const viewChanged = now.view !== shown.view;
    const changed = String(now.changes) !== shown.changes && !document.querySelector(".modal");
    if (viewChanged || (changed && !isBusy())) location.reload();
  } catch (e) {
    // The sandbox was stopped; the page stays as it is.
  }
}, 1000);

const messages = document.querySelector(".messages");
if (messages) messages.lastElementChild?.scrollIntoView({ block: "end" });
