// The whole time on a strip that can be brushed: drag on it, or move one of its two handles with the arrow keys.
import { ask, kept, loadStyle } from "./asking.js";

const TALL = 96;

function script(address) {
  return new Promise((done, failed) => {
    if (window.uPlot) return done();
    const element = document.createElement("script");
    element.src = address;
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    document.head.append(element);
  });
}

function colours(element) {
  const probe = document.createElement("i");
  element.append(probe);
  const read = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const found = { ink: read("--ink"), quiet: read("--ink-2"), rule: read("--rule"), bar: read("--g-corroborated"), hatch: read("--hatch"), chosen: read("--h-2") };
  probe.remove();
  return found;
}

const DAY = 86_400;
const STEPS = [1, 2, 7, 14, 30, 91, 182, 365, 730, 1825, 3650].map((days) => days * DAY); // between two names of days
const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
const tongue = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || "en-GB";
const short = (at) => new Date(at * 1000).toLocaleDateString(tongue, { day: "numeric", month: "short", timeZone: "UTC" });
const named = (day) => new Date(seconds(day) * 1000).toLocaleDateString(tongue, { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function handle(words, days, at, changed) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: 0, max: days.length - 1, step: 1, value: at });
  const tell = () => input.setAttribute("aria-valuetext", named(days[Number(input.value)]));
  tell();
  input.addEventListener("input", () => { tell(); changed(); });
  label.append(words, input);
  return { label, input, tell };
}

export async function draw(section) {
  const answer = await fetch(kept(section.dataset.days));
  if (!answer.ok) return;
  const rows = (await answer.json()).days;
  if (rows.length < 2) return;
  loadStyle(section.dataset.css);
  await script(section.dataset.uplot);
  const strip = section.querySelector(".strip");
  const whole = document.createElement("div");
  whole.className = "whole";
  whole.setAttribute("aria-hidden", "true");
  strip.append(whole);
  const days = rows.map((row) => row.day);
  const events = rows.flatMap((row) => row.events.map((words) => ({ day: row.day, words })));
  const blind = rows.filter((row) => row.looked === "nobody read").map((row) => row.day);
  const end = seconds(days.at(-1)) + DAY * Math.max(1, Math.round(days.length * 0.08));
  let tint = colours(section);

  const form = document.getElementById("ask");
  const nearest = (day, fallback) => { const at = days.findIndex((one) => one >= day); return day && at >= 0 ? at : fallback; };
  const first = nearest(form.elements.from.value, 0);
  const to = form.elements.to.value;
  const last = to && to < days.at(-1) ? Math.max(nearest(to, days.length - 1), first) : days.length - 1;

  const brush = document.createElement("div");
  brush.className = "brush";
  brush.setAttribute("role", "group");
  brush.setAttribute("aria-label", "Choose days");
  const out = document.createElement("output");
  let waiting = 0;
  const chosen = () => [Math.min(from.input.value, until.input.value), Math.max(from.input.value, until.input.value)].map(Number);
  const tell = () => { const [a, b] = chosen(); out.textContent = `Selected: ${named(days[a])} – ${named(days[b])}`; };
  const show = () => {
    const [a, b] = chosen();
    const left = plot.valToPos(seconds(days[a]) - DAY / 2, "x");
    plot.setSelect({ left, width: plot.valToPos(seconds(days[b]) + DAY / 2, "x") - left, top: 0, height: plot.over.clientHeight }, false);
    tell();
  };
  const changed = () => {
    show();
    clearTimeout(waiting);
    waiting = setTimeout(() => { const [a, b] = chosen(); ask({ from: days[a], to: days[b] }); }, 700);
  };
  const from = handle("First day ", days, first, changed);
  const until = handle("Last day ", days, last, changed);
  brush.append(from.label, until.label, out);
  strip.after(brush);

  const axis = () => ({ stroke: tint.quiet, grid: { show: false }, ticks: { stroke: tint.rule, width: 1 }, font: "12px Plex, sans-serif" });
  const dated = (_u, at) => at.map((one, index) => `${short(one)}${index === 0 ? ` ${new Date(one * 1000).getUTCFullYear()}` : ""}`);
  const paint = (u) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = tint.hatch;
    for (const day of blind) {
      const x = u.valToPos(seconds(day) - DAY / 2, "x", true);
      const wide = Math.max(1, u.valToPos(seconds(day) + DAY / 2, "x", true) - x);
      ctx.beginPath(); ctx.rect(x, bbox.top + bbox.height - 8, wide, 8); ctx.save(); ctx.clip(); ctx.beginPath();
      for (let at = -8; at < wide; at += 4) { ctx.moveTo(x + at, bbox.top + bbox.height); ctx.lineTo(x + at + 8, bbox.top + bbox.height - 8); }
      ctx.stroke(); ctx.restore();
    }
    ctx.strokeStyle = tint.quiet;
    ctx.setLineDash([3, 4]);
    for (const event of events) {
      const x = u.valToPos(seconds(event.day), "x", true);
      ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height); ctx.stroke();
    }
    ctx.restore();
  };
  const options = {
    width: Math.max(whole.clientWidth, 260), height: TALL, legend: { show: false }, tzDate: (at) => window.uPlot.tzDate(new Date(at * 1000), "UTC"),
    cursor: { points: { show: false }, y: false, drag: { x: true, y: false, setScale: false } },
    scales: { x: { time: true, range: () => [seconds(days[0]) - DAY, end] }, y: { range: (_u, _low, high) => [0, Math.max(high, 1) * 1.1] } },
    axes: [{ ...axis(), values: dated, incrs: STEPS }, { ...axis(), size: 34, splits: (_u, _a, _low, high) => [0, Math.round(high / 1.1)] }],
    series: [{}, { stroke: tint.bar, fill: tint.bar, paths: window.uPlot.paths.bars({ size: [0.8, 24] }), points: { show: false } }],
    hooks: {
      drawClear: [paint],
      setSelect: [(u) => {
        if (u.select.width < 3) return;
        const near = (left) => days.indexOf(days.reduce((best, day) => Math.abs(seconds(day) - u.posToVal(left, "x")) < Math.abs(seconds(best) - u.posToVal(left, "x")) ? day : best));
        from.input.value = near(u.select.left); until.input.value = near(u.select.left + u.select.width);
        from.tell(); until.tell(); changed();
      }],
    },
  };
  let plot = new window.uPlot(options, [days.map(seconds), rows.map((row) => row.incidents || null)], whole);
  show();
  const repaint = () => {
    tint = colours(section);
    const again = { ...options, width: Math.max(whole.clientWidth, 260), axes: [{ ...axis(), values: dated, incrs: STEPS }, { ...axis(), size: 34, splits: options.axes[1].splits }], series: [{}, { ...options.series[1], stroke: tint.bar, fill: tint.bar }] };
    plot.destroy();
    plot = new window.uPlot(again, [days.map(seconds), rows.map((row) => row.incidents || null)], whole);
    show();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  let wide = whole.clientWidth;
  new ResizeObserver(() => { if (whole.clientWidth && whole.clientWidth !== wide) { wide = whole.clientWidth; repaint(); } }).observe(whole);
  section.dataset.ready = "1";
}
