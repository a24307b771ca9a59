import type { ChosenSettings, SiteLook } from '@parley/shared-types/http.ts';
import { LAUNCHER_LABELS } from '@parley/shared-types/labels.ts';
import { lookCss } from '@parley/shared-types/look.ts';
import { DEFAULT_SETTINGS, type Site, type SiteSettings } from '@parley/shared-types/model.ts';

/** What differs from our defaults. The colour has a place of its own. */
export function chosenOf(settings: SiteSettings): ChosenSettings {
  const differs = ([name, value]: [string, unknown]) =>
    name !== 'color' && JSON.stringify(value) !== JSON.stringify(DEFAULT_SETTINGS[name as keyof SiteSettings]);
  return Object.fromEntries(Object.entries(settings).filter(differs));
}

/** What the widget is told about a site: by the page's script when it is loaded, by the gateway when the owner changed it. */
export function lookOf({ name, settings }: Pick<Site, 'name' | 'settings'>): SiteLook {
  const labels = LAUNCHER_LABELS[settings.language === 'auto' ? 'en' : settings.language];
  const chosen = chosenOf(settings);
  return { name, labels, css: lookCss(settings.color, chosen), chosen };
}
