/** `1.4 MB`, in the visitor's language; at least 1 kB. */
export function sizeIn(bytes: number, language: string | undefined): string {
  const isLarge = bytes >= 1e6;
  const options = { style: 'unit', unit: isLarge ? 'megabyte' : 'kilobyte', maximumFractionDigits: isLarge ? 1 : 0 } as const;
  return new Intl.NumberFormat(language, options).format(Math.max(1, bytes / (isLarge ? 1e6 : 1e3)));
}
