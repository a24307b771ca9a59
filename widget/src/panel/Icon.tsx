/** A line drawing of 24 x 24; what it means is said by the words beside it, or by its button. */
export function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
