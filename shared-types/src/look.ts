import { edgesOf, inkOn } from './colors.ts';
import type { ChosenSettings } from './http.ts';

const px = (value = 20) => `${value}px`;
const rule = (selector: string, parts: readonly string[]) => (parts.length > 0 ? `${selector}{${parts.join(';')}}` : '');

/** What launcher and panel inherit: colours, and where they stand when it is not our place. */
function properties(color: string, { position, offsetX, offsetY, zIndex, scheme }: ChosenSettings): string[] {
  const [light, dark] = edgesOf(color);
  const x = px(offsetX);
  const side = position === 'start' ? `${x} auto` : `auto ${x}`;
  return [
    `--accent:${color}`,
    `--ink:${inkOn(color)}`,
    ...(light === color && dark === color ? [] : [`--parley-edge:light-dark(${light},${dark})`]),
    ...(position === 'start' || offsetX !== undefined ? [`--parley-x:${side}`] : []),
    ...(offsetY === undefined ? [] : [`--parley-y:${px(offsetY)}`]),
    ...(zIndex === undefined ? [] : [`--parley-z:${zIndex}`]),
    ...(scheme && scheme !== 'auto' ? [`color-scheme:${scheme}!important`] : []),
  ];
}

function launcherParts({ position, offsetX, offsetY, zIndex, launcher }: ChosenSettings): string[] {
  return [
    ...(position === 'start' ? ['inset-inline:0 auto'] : []),
    ...(offsetX === undefined && offsetY === undefined ? [] : [`margin:${px(offsetY)} ${px(offsetX)}`]),
    ...(zIndex === undefined ? [] : [`z-index:${zIndex}`]),
    ...(launcher === 'none' ? ['display:none'] : []),
  ];
}

/** Whether the chunk `page` decides where the chat is shown; until it has, nothing is. */
export function hasRules({ showOn, hideOn, hideWhenClosed, hours }: ChosenSettings): boolean {
  return Boolean(showOn?.length || hideOn?.length || (hideWhenClosed && hours));
}

/**
 * The look of a site, as rules behind those of widget/src/loader/launcher.css. The server puts it into SITE.js; the chunk `page`
 * makes it again when the page's script chooses otherwise.
 */
export function lookCss(color: string, chosen: ChosenSettings): string {
  return [
    rule(':host', properties(color, chosen)),
    rule('button', launcherParts(chosen)),
    chosen.hideOnPhones ? '@media(max-width:479px){:host{display:none!important}}' : '',
    hasRules(chosen) ? ':host(:not([data-on])){display:none!important}' : '',
  ].join('');
}
