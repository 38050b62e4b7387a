// The only door through which HTML enters the page: fragments that htmx fetched from our own origin. No script ever.
import htmx from "htmx.org";

const fetched = new Set();
const wrapped = /^<template>([\s\S]*)<\/template>$/;

function ourOwn(html) {
  const inner = wrapped.exec(html)?.[1] ?? html;
  if (!fetched.has(inner)) throw new TypeError("This text was not fetched from this server, so it does not become part of the page.");
  return html;
}

function never() {
  throw new TypeError("Words are never run as a script here.");
}

const rules = { createHTML: ourOwn, createScript: () => "" };
const policy = window.trustedTypes ? window.trustedTypes.createPolicy("twoway", rules) : rules;

function isOurs(response) {
  return new URL(response.url, location.href).origin === location.origin;
}

// A session that ran out answers with a whole page (sign-in). Whole pages are gone to, never swapped in.
function isWholePage(text) {
  return /^\s*<!doctype/i.test(text);
}

htmx.registerExtension("twoway-trust", {
  init: (api) => api.initSecurity(policy, never, never),
  htmx_after_request: (_element, { ctx }) => {
    const response = ctx.response.raw;
    if (!isOurs(response)) return false;
    if (isWholePage(ctx.text)) {
      document.dispatchEvent(new CustomEvent("twoway:left", { detail: { status: response.status, to: response.url } }));
      return false;
    }
    fetched.add(ctx.text);
    return true;
  },
  htmx_finally_request: (_element, { ctx }) => {
    fetched.delete(ctx.text);
    return true;
  },
});

export default htmx;
