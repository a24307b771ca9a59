/** How something went that a button of this page has asked for. */
export function Outcome({ told }: { readonly told: { readonly ok: boolean; readonly words: string } | null }) {
  return (
    <p role="status" class={told?.ok === false ? 'error outcome' : 'hint outcome'}>
      {told?.words}
    </p>
  );
}
