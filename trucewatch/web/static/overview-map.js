// The map in the browser: the same incidents, grades and areas as the drawing it takes the place of, to be moved and asked.
import { ask, kept, loadStyle } from "./asking.js";

const FEW = 60; // points up to which each is drawn as its grade; beyond, counts per district
const MANY = 2000; // incidents beyond which their points are fetched in few bytes
const FAR = 8; // degrees from the middle of the points at which a place of talks would shrink the rest to a dot
const WORDS = { alleged: "Alleged", corroborated: "Corroborated", contested: "Contested", unassessable: "Not assessable" };
const WIDEST = 22; // degrees across up to which the ground of a box is drawn; beyond, the outlines of the world
const RING = [30, 46, 62, 80];
let live = null; // the one map of the page: it moves into the new figure when the results are asked anew

const SHAPES = {
  alleged: '<circle class="ring" cx="13" cy="13" r="10" fill="var(--sheet)" stroke="currentColor" stroke-width="2.2"/>',
  corroborated: '<circle class="ring" cx="13" cy="13" r="11" fill="currentColor" stroke="var(--map-land)" stroke-width="1.5"/>',
  contested: '<path class="ring" d="M13 0 26 13 13 26 0 13Z" fill="var(--sheet)" stroke="currentColor" stroke-width="2.2"/><path d="M13 0 0 13 13 26Z" fill="currentColor" opacity=".28"/>',
  unassessable: '<rect class="ring" x="2" y="2" width="22" height="22" fill="var(--sheet)" stroke="currentColor" stroke-width="2" stroke-dasharray="3.4 2"/>',
};

function hasWebGL2() {
  try { return Boolean(document.createElement("canvas").getContext("webgl2")); } catch { return false; }
}

function tokens() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const read = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const names = ["map-sea", "map-land", "map-border", "map-admin", "map-area", "map-label", "ink", "ink-2", "sheet", "g-alleged", "g-corroborated", "g-contested", "g-unassessable"];
  const found = Object.fromEntries(names.map((name) => [name, read(`--${name}`)]));
  probe.remove();
  return found;
}

const NOTHING = { type: "FeatureCollection", features: [] };
const kind = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];

/** A layer's colours, so that they can be set again when the scheme changes. */
function paints(t) {
  const byGrade = (other) => ["match", ["get", "g"], "corroborated", t["g-corroborated"], "contested", t["g-contested"], "unassessable", t["g-unassessable"], other];
  return {
    sea: { "background-color": t["map-sea"] },
    land: { "fill-color": t["map-land"] },
    certain: { "fill-color": t["map-area"], "fill-opacity": 0.12 },
    possible: { "fill-pattern": "stipple" },
    "certain-edge": { "line-color": t["map-area"], "line-width": 1.4, "line-dasharray": [0.5, 2.5] },
    admin: { "line-color": t["map-admin"], "line-width": 1 },
    border: { "line-color": t["map-border"], "line-width": 1.2 },
    rough: { "line-color": t["ink-2"], "line-width": 1, "line-dasharray": [2, 3], "line-opacity": 0.7 },
    points: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 3, 2, 9, 5],
      "circle-color": ["match", ["get", "g"], "alleged", t["map-land"], "unassessable", t["map-land"], byGrade(t["g-alleged"])],
      "circle-stroke-color": byGrade(t["g-alleged"]),
      "circle-stroke-width": ["match", ["get", "g"], "corroborated", 0, 1.3],
    },
  };
}

/** Small dots: ground that may lie in an area whose lines were never told so well that one could be drawn. */
function stipple(t) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = t["map-area"];
  pen.globalAlpha = 0.45;
  for (const [x, y] of [[4, 4], [12, 12]]) { pen.beginPath(); pen.arc(x, y, 1.4, 0, 7); pen.fill(); }
  return pen.getImageData(0, 0, 16, 16);
}

function style(t) {
  const p = paints(t);
  return {
    version: 8,
    sources: {
      outlines: { type: "geojson", data: NOTHING }, ground: { type: "geojson", data: NOTHING },
      points: { type: "geojson", data: NOTHING }, rough: { type: "geojson", data: NOTHING },
    },
    layers: [
      { id: "sea", type: "background", paint: p.sea },
      { id: "land", type: "fill", source: "outlines", filter: kind("land"), paint: p.land },
      { id: "possible", type: "fill", source: "ground", filter: kind("possible-tint"), paint: p.possible },
      { id: "certain", type: "fill", source: "ground", filter: kind("certain-tint"), paint: p.certain },
      { id: "admin", type: "line", source: "ground", filter: kind("admin"), paint: p.admin },
      { id: "border", type: "line", source: "outlines", filter: kind("border"), paint: p.border },
      { id: "certain-edge", type: "line", source: "ground", filter: kind("certain"), paint: p["certain-edge"] },
      { id: "rough", type: "line", source: "rough", paint: p.rough },
      { id: "points", type: "circle", source: "points", paint: p.points },
    ],
  };
}

/** Features of the short form: steps in hundredths of degrees, a digit for each grade, how many incidents stand there. */
function spread({ x, y, g, n, grades }) {
  const features = [];
  let longitude = 0, latitude = 0;
  for (let index = 0; index < g.length; index += 1) {
    longitude += x[index];
    latitude += y[index];
    features.push({ type: "Feature", geometry: { type: "Point", coordinates: [longitude / 100, latitude / 100] }, properties: { g: grades[Number(g[index])], n: n[index] } });
  }
  return { type: "FeatureCollection", features };
}

/** The bulk of the points, without what lies far from it. */
function boundsOf(features) {
  const all = features.map((feature) => feature.geometry.coordinates);
  const middle = [0, 1].map((index) => all.map((at) => at[index]).sort((a, b) => a - b)[Math.floor(all.length / 2)]);
  const near = all.filter((at) => Math.abs(at[0] - middle[0]) <= FAR && Math.abs(at[1] - middle[1]) <= FAR);
  const bulk = near.length * 2 >= all.length ? near : all;
  const reach = (index) => bulk.reduce(([low, high], at) => [Math.min(low, at[index]), Math.max(high, at[index])], [Infinity, -Infinity]);
  const [west, east] = reach(0), [south, north] = reach(1);
  const pad = Math.max(0.25, (east - west) * 0.06, (north - south) * 0.06);
  return [[west - pad, Math.max(south - pad, -85)], [east + pad, Math.min(north + pad, 85)]];
}

function circle([longitude, latitude], km) {
  const high = km / 111.2, wide = high / Math.max(Math.cos((latitude * Math.PI) / 180), 0.05);
  const ring = Array.from({ length: 49 }, (_, index) => [longitude + wide * Math.cos((index * Math.PI) / 24), latitude + high * Math.sin((index * Math.PI) / 24)]);
  return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ring } };
}

/** What the feed says of each incident: its number and its title. */
function told() {
  return new Map([...document.querySelectorAll("#feed .item")].map((item) => {
    const link = item.querySelector("h4 a");
    return [decodeURIComponent(new URL(link.href).pathname.replace("/incidents/", "")), { number: item.querySelector(".no").lastChild.textContent.trim(), title: link.textContent }];
  }));
}

function pinOf(feature, known) {
  const { i, g, d } = feature.properties;
  const item = known.get(i);
  const link = document.createElement("a");
  link.className = `pin is-${g}`;
  link.href = kept(`/incidents/${encodeURIComponent(i)}`);
  const words = item ? `${item.number}. ${item.title}. ${WORDS[g]}` : `${d || "no day said"}: incident not on this page of the feed. ${WORDS[g]}`;
  link.setAttribute("aria-label", words);
  link.title = words;
  const fill = g === "corroborated" ? "var(--sheet)" : "var(--ink)";
  link.innerHTML = `<svg viewBox="0 0 26 26" aria-hidden="true">${SHAPES[g]}<text x="13" y="17.4" text-anchor="middle" font-size="12" font-weight="600" fill="${fill}"></text></svg>`;
  link.querySelector("text").textContent = item?.number ?? "";
  return link;
}

/** A post: filled where it is told to be encircled or evacuated, dashed where it has no log here. */
const HUT = (fill, silent) => `<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="M2.5 7 8 2l5.5 5v7h-11Z" fill="${fill}" stroke="currentColor" stroke-width="1.5"${silent ? ' stroke-dasharray="2 1.4"' : ""}/></svg>`;

function hutOf(feature) {
  const { id, name, status, silent } = feature.properties;
  const link = document.createElement("a");
  link.className = "hut";
  link.href = kept(`/posts/${encodeURIComponent(id)}`);
  const words = `Observation post ${name}: ${status}${silent ? "; no log here" : ""}`;
  link.setAttribute("aria-label", words);
  link.title = words;
  const fill = ["evacuated", "encircled"].includes(status) ? "currentColor" : "var(--sheet)";
  link.innerHTML = HUT(fill, silent);
  return link;
}

function districtOf(one) {
  const link = document.createElement("a");
  link.className = "district";
  link.href = kept(one.href);
  const name = document.createElement("b");
  name.textContent = one.name;
  link.append(name);
  for (const [grade, many] of Object.entries(one.counts)) {
    const part = document.createElement("span");
    part.className = `grade is-${grade}`;
    part.innerHTML = `<svg aria-hidden="true"><use href="#g-${grade}"/></svg>`;
    part.append(String(many));
    link.append(part);
  }
  link.setAttribute("aria-label", `${one.name}: ${Object.entries(one.counts).map(([grade, many]) => `${many} ${WORDS[grade].toLowerCase()}`).join(", ")}`);
  return link;
}

class Live {
  constructor(ml, figure) {
    this.ml = ml;
    this.element = document.createElement("div");
    this.element.className = "live";
    this.shown = { areas: true, posts: true, towns: true, divisions: true };
    this.markers = [];
    this.ground = NOTHING;
    this.groundBox = null;
    this.panel = this.controls();
  }

  controls() {
    const panel = document.createElement("div");
    panel.className = "layers";
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", "What the map shows");
    for (const [name, words] of [["areas", "Areas of agreements"], ["posts", "Observation posts"], ["divisions", "Divisions"], ["towns", "Towns"]]) {
      const label = document.createElement("label"), box = document.createElement("input");
      Object.assign(box, { type: "checkbox", checked: true });
      box.addEventListener("change", () => { this.shown[name] = box.checked; this.layers(); this.place(); });
      label.append(box, words);
      if (name === "posts") label.insertAdjacentHTML("beforeend", HUT("var(--sheet)", false));
      panel.append(label);
    }
    const draw = document.createElement("button"), view = document.createElement("button");
    for (const [button, words, act] of [[draw, "Draw a box", () => this.drawBox(draw)], [view, "Only what is in view", () => this.askBox(this.map.getBounds())]]) {
      Object.assign(button, { type: "button", className: "btn", textContent: words });
      button.addEventListener("click", act);
      panel.append(button);
    }
    draw.setAttribute("aria-pressed", "false");
    return panel;
  }

  async into(figure, points, districts) {
    this.figure = figure;
    this.dense = isDense(figure);
    const ground = figure.querySelector(".ground");
    ground.append(this.element);
    ground.classList.add("is-live");
    ground.before(this.panel);
    this.districts = districts;
    if (!this.map) await this.open(figure, await points);
    else {
      this.points = await points;
      this.map.getSource("points").setData(this.points);
      this.map.resize();
      this.fit();
    }
    await this.refresh();
    await new Promise((done) => { if (this.map.loaded()) done(); else this.map.once("idle", done); });
    figure.dataset.ready = "1";
  }

  /** The points in view, with their incidents where these are few; and how many incidents they are. */
  async named(bounds) {
    const inView = this.points.features.filter((feature) => bounds.contains(feature.geometry.coordinates));
    const many = inView.reduce((sum, feature) => sum + (feature.properties.n ?? 1), 0);
    if (!this.dense || many > FEW || !many) return [inView, many];
    const view = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((value) => value.toFixed(3)).join(",");
    const address = this.figure.dataset.points;
    const answer = await fetch(kept(`${address}${address.includes("?") ? "&" : "?"}view=${view}`));
    const found = answer.ok ? (await answer.json()).features : [];
    return [found, found.length];
  }

  fit() {
    const box = document.getElementById("ask").elements.box.value.split(",").map(Number);
    if (box.length === 4 && box.every(Number.isFinite)) this.map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { animate: false });
    else if (this.points.features.length) this.map.fitBounds(boundsOf(this.points.features), { animate: false, maxZoom: 9 });
  }

  async open(figure, points) {
    this.points = points;
    this.map = new this.ml.Map({
      container: this.element, style: style(tokens()), attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false,
      touchPitch: false, maxZoom: 13, renderWorldCopies: false, ...(points.features.length ? { bounds: boundsOf(points.features), fitBoundsOptions: { maxZoom: 9 } } : { center: [36.6, 35.8], zoom: 6 }),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new this.ml.NavigationControl({ showCompass: false }));
    this.map.addControl(new this.ml.ScaleControl({ maxWidth: 100, unit: "metric" }));
    this.map.getCanvas().setAttribute("aria-label", "Map of the incidents; the feed holds the same");
    await new Promise((done) => this.map.once("load", done));
    this.map.addImage("stipple", stipple(tokens()), { pixelRatio: 2 });
    this.map.getSource("points").setData(points);
    this.fit();
    this.map.on("moveend", () => this.refresh());
    const repaint = () => this.repaint();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  repaint() {
    if (this.map.hasImage("stipple")) this.map.updateImage("stipple", stipple(tokens()));
    for (const [layer, values] of Object.entries(paints(tokens()))) for (const [name, value] of Object.entries(values)) this.map.setPaintProperty(layer, name, value);
  }

  layers() {
    const show = (ids, shown) => ids.forEach((id) => this.map.setLayoutProperty(id, "visibility", shown ? "visible" : "none"));
    show(["certain", "possible", "certain-edge"], this.shown.areas);
    show(["admin"], this.shown.divisions);
  }

  async refresh() {
    const bounds = this.map.getBounds();
    await this.fetchGround(bounds);
    const [inView, many] = await this.named(bounds);
    this.inView = inView;
    this.many = many > FEW;
    if (this.many) this.counts = await this.districts;
    this.map.setLayoutProperty("points", "visibility", this.many ? "visible" : "none");
    this.map.getSource("rough").setData(this.many ? NOTHING : { type: "FeatureCollection", features: this.inView.filter((feature) => feature.properties.r > 1).map((feature) => circle(feature.geometry.coordinates, feature.properties.r)) });
    this.place();
  }

  async fetchGround(bounds) {
    const inside = this.groundBox && bounds.getWest() >= this.groundBox[0] && bounds.getSouth() >= this.groundBox[1] && bounds.getEast() <= this.groundBox[2] && bounds.getNorth() <= this.groundBox[3];
    const wide = bounds.getEast() - bounds.getWest();
    if (wide > WIDEST) return this.fetchWorld();
    if (inside) return;
    const pad = wide / 3;
    const box = [Math.max(bounds.getWest() - pad, -180), Math.max(bounds.getSouth() - pad, -85), Math.min(bounds.getEast() + pad, 180), Math.min(bounds.getNorth() + pad, 85)].map((value) => Number(value.toFixed(1)));
    this.groundBox = box;
    const answer = await fetch(kept(`${this.figure.dataset.ground}&box=${box.join(",")}`));
    if (!answer.ok) return;
    this.ground = await answer.json();
    this.map.getSource("ground").setData(this.ground);
    if (!this.world) this.map.getSource("outlines").setData({ type: "FeatureCollection", features: this.ground.features.filter((one) => ["land", "border"].includes(one.properties.kind)) });
  }

  /** The land of the whole world, once somebody looks at more of it than the ground of a box. */
  async fetchWorld() {
    if (this.world) return;
    this.world = true;
    const answer = await fetch(this.figure.dataset.outlines);
    if (answer.ok) this.map.getSource("outlines").setData(await answer.json());
  }

  mark(element, at, offset = [0, 0]) {
    this.markers.push(new this.ml.Marker({ element, offset }).setLngLat(at).addTo(this.map));
  }

  place() {
    for (const marker of this.markers) marker.remove();
    this.markers = [];
    const bounds = this.map.getBounds();
    if (this.shown.towns) this.towns(bounds);
    if (this.shown.posts) {
      const posts = this.ground.features.filter((one) => one.properties.kind === "post" && bounds.contains(one.geometry.coordinates));
      for (const post of posts) this.mark(hutOf(post), post.geometry.coordinates);
    }
    if (this.many) {
      for (const one of this.counts) if (bounds.contains(one.at)) this.mark(districtOf(one), one.at);
      return;
    }
    const known = told(), taken = [];
    const order = (feature) => Number(known.get(feature.properties.i)?.number ?? 1e6);
    for (const feature of [...this.inView].sort((a, b) => order(a) - order(b))) {
      const spot = this.map.project(feature.geometry.coordinates);
      const offset = free(spot, taken);
      this.mark(pinOf(feature, known), feature.geometry.coordinates, offset);
    }
  }

  /** The largest towns for which there is room. */
  towns(bounds) {
    const taken = [];
    const towns = this.ground.features.filter((one) => one.properties.kind === "town" && bounds.contains(one.geometry.coordinates));
    for (const town of towns.sort((a, b) => b.properties.people - a.properties.people)) {
      const at = this.map.project(town.geometry.coordinates);
      if (taken.some((other) => Math.abs(other.x - at.x) < 110 && Math.abs(other.y - at.y) < 22)) continue;
      taken.push(at);
      const label = document.createElement("span");
      label.className = "town";
      const name = document.createElement("bdi"), own = document.createElement("bdi");
      name.textContent = town.properties.name;
      own.textContent = town.properties.native;
      label.append("· ", name, " ", own);
      this.markers.push(new this.ml.Marker({ element: label, anchor: "left" }).setLngLat(town.geometry.coordinates).addTo(this.map));
      label.setAttribute("aria-hidden", "true");
      if (taken.length > 24) break;
    }
  }

  askBox(bounds) {
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((value) => value.toFixed(2));
    ask({ box: box.join(",") });
  }

  drawBox(button) {
    const canvas = this.map.getCanvasContainer();
    const stop = () => { this.map.dragPan.enable(); button.setAttribute("aria-pressed", "false"); canvas.removeEventListener("pointerdown", down, true); };
    if (button.getAttribute("aria-pressed") === "true") return stop();
    button.setAttribute("aria-pressed", "true");
    this.map.dragPan.disable();
    const down = (event) => {
      event.preventDefault();
      const frame = this.element.getBoundingClientRect();
      const at = (one) => [one.clientX - frame.left, one.clientY - frame.top];
      const start = at(event), drawn = document.createElement("div");
      drawn.className = "drawn";
      this.element.append(drawn);
      const move = (one) => {
        const [x, y] = at(one);
        Object.assign(drawn.style, { left: `${Math.min(x, start[0])}px`, top: `${Math.min(y, start[1])}px`, width: `${Math.abs(x - start[0])}px`, height: `${Math.abs(y - start[1])}px` });
      };
      const up = (one) => {
        document.removeEventListener("pointermove", move);
        drawn.remove();
        stop();
        const end = at(one);
        if (Math.abs(end[0] - start[0]) < 5 || Math.abs(end[1] - start[1]) < 5) return;
        this.askBox(new this.ml.LngLatBounds(this.map.unproject([Math.min(start[0], end[0]), Math.max(start[1], end[1])]), this.map.unproject([Math.max(start[0], end[0]), Math.min(start[1], end[1])])));
      };
      document.addEventListener("pointermove", move);
      document.addEventListener("pointerup", up, { once: true });
    };
    canvas.addEventListener("pointerdown", down, true);
    return undefined;
  }
}

/** Beside the point, where no other pin stands. */
function free(spot, taken) {
  const fits = ([x, y]) => taken.every((other) => Math.abs(other[0] - spot.x - x) > 25 || Math.abs(other[1] - spot.y - y) > 25);
  let offset = [0, 0];
  if (!fits(offset)) {
    search: for (const far of RING) for (let turn = 0; turn < 12; turn += 1) {
      const angle = ((-50 + 30 * turn) * Math.PI) / 180;
      offset = [Math.round(far * Math.cos(angle)), Math.round(far * Math.sin(angle))];
      if (fits(offset)) break search;
    }
  }
  taken.push([spot.x + offset[0], spot.y + offset[1]]);
  return offset;
}

const isDense = (figure) => Number(figure.dataset.many) > MANY;

/** All points; of very many only places and grades: who they are is asked once few are in view. */
async function fetchPoints(figure) {
  const answer = await fetch(kept(isDense(figure) ? figure.dataset.dense : figure.dataset.points));
  if (!answer.ok) return NOTHING;
  return isDense(figure) ? spread(await answer.json()) : answer.json();
}

async function fetchDistricts(figure) {
  if (Number(figure.dataset.many) <= FEW) return [];
  const answer = await fetch(kept(figure.dataset.districts));
  return answer.ok ? answer.json() : [];
}

export async function draw(figure) {
  if (!hasWebGL2()) return;
  const points = fetchPoints(figure), districts = fetchDistricts(figure);
  if (!live) {
    loadStyle(figure.dataset.css);
    const ml = await import(figure.dataset.maplibre);
    live = new Live(ml.Map ? ml : ml.default);
  }
  await live.into(figure, points, districts);
}
