interface SwitchInputProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  /** Ids of what is said about it. */
  readonly describedBy?: string;
  /** Takes the room of its line. */
  readonly grows?: boolean;
  readonly onChange: (to: boolean) => void;
}

/** Something that is on or off, with its name. */
export function SwitchInput({ label, isOn, isDisabled = false, describedBy, grows = false, onChange }: SwitchInputProps) {
  return (
    <label class={grows ? 'switch grow' : 'switch'}>
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        disabled={isDisabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface SwitchProps extends Omit<SwitchInputProps, 'describedBy' | 'grows'> {
  readonly id: string;
  readonly hint: string;
}

/** A switch as a field of its own, with words on what it does. */
export function Switch({ id, hint, ...input }: SwitchProps) {
  return (
    <div class="field switch-field">
      <SwitchInput {...input} describedBy={`${id}-hint`} />
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
