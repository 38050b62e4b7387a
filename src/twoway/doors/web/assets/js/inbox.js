// Inbox: the newest words are in view, and the reply box is one key away.
import "./editor.js";
import "./emoji.js";
import "./presses.js";
import "./steady.js";
import { $ } from "./page.js";

const messages = $(".msgs");
if (messages) messages.scrollTop = messages.scrollHeight;
$(".conv[aria-current]")?.scrollIntoView({ block: "nearest" });
