/**
 * WCAG 2.2, 1.4.3: text against the ground it stands on, as the browser paints it. Only solid grounds are judged: text over
 * a picture, a canvas or a hatching has its own shade, which tests of pictures look at. Controls that are switched off are
 * exempt by the rule itself.
 */
import type { Page } from 'playwright-core';

export interface FaintText {
  readonly text: string;
  /** Tag and classes, and those of its parent. */
  readonly where: string;
  readonly ratio: number;
  readonly need: number;
  readonly ink: string;
  readonly ground: string;
}

export interface ContrastReading {
  /** How many pieces of text were judged. */
  readonly judged: number;
  readonly faint: readonly FaintText[];
}

/** What is shown in the page now; `except`: a selector of what is not looked at. */
export async function readContrast(page: Page, except: string): Promise<ContrastReading> {
  // As text: what runs in a page is not typed as what runs here.
  return (await page.evaluate(`(${inPage})(${JSON.stringify(except)})`)) as ContrastReading;
}

const inPage = `(except) => {
  const OFF = ':disabled, [aria-disabled="true"], [inert], .ant-select-disabled, .ant-tabs-tab-disabled';
  const PICTURES = 'canvas, video, svg, [data-testid="tile"], .mc-live-picture';
  const read = (value) => {
    const numbers = (value.match(/[-+]?[0-9]*[.]?[0-9]+(?:e-?[0-9]+)?/g) || []).map(Number);
    const wide = value.startsWith('color(');
    const [r = 0, g = 0, b = 0, a = 1] = numbers;
    return wide ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = (top, under) => {
    const a = top[3];
    return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)).concat(1);
  };
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((each) => {
      const c = each / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const hex = (color) => '#' + color.slice(0, 3).map((c) => Math.round(c).toString(16).padStart(2, '0')).join('');
  const named = (element) => element === null ? '' :
    element.tagName.toLowerCase() + [...element.classList].slice(0, 3).map((c) => '.' + c).join('');
  const faint = new Map();
  let judged = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const element = node.parentElement;
    if (text === '' || element === null || element.closest('script, style, noscript, ' + PICTURES) !== null) continue;
    if (element.closest(OFF) !== null || (except !== '' && element.closest(except) !== null)) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(element);
    let opacity = 1;
    let patterned = false;
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const own = getComputedStyle(at);
      opacity *= Number(own.opacity);
      if (layers.length > 0 && layers[layers.length - 1][3] >= 0.999) continue;
      if (own.backgroundImage !== 'none') patterned = true;
      const color = read(own.backgroundColor);
      if (color[3] > 0) layers.push(color);
    }
    if (patterned) continue;
    const ground = layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
    const ink = read(style.color);
    const shown = over([ink[0], ink[1], ink[2], ink[3] * opacity], ground);
    const [light, dark] = [luminance(shown), luminance(ground)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const px = parseFloat(style.fontSize);
    const need = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    judged += 1;
    if (ratio >= need) continue;
    const where = named(element.parentElement) + ' > ' + named(element);
    const key = where + hex(shown) + hex(ground);
    if (!faint.has(key))
      faint.set(key, { text: text.slice(0, 40), where, ratio: Math.round(ratio * 100) / 100, need, ink: hex(shown), ground: hex(ground) });
  }
  return { judged, faint: [...faint.values()] };
}`;
