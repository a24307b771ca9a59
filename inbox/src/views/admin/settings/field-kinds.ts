import type { SettingsForm } from '../../../lib/settings-form.ts';
import type { Settings } from '../../../models/settings.ts';
import type { PlainPhrase } from '../../../words/words.ts';

/** Fields of the form whose value is any text, any number and so on; a choice has some texts only. */
type FieldsOf<Value> = { [Name in keyof SettingsForm]: Value extends SettingsForm[Name] ? Name : never }[keyof SettingsForm];
type TextName = FieldsOf<string>;
type NumberName = FieldsOf<number>;
type SwitchName = { [Name in keyof SettingsForm]: SettingsForm[Name] extends boolean ? Name : never }[keyof SettingsForm];
type ListName = 'showOn' | 'hideOn';
type ChoiceName = Exclude<{ [Name in keyof SettingsForm]: SettingsForm[Name] extends string ? Name : never }[keyof SettingsForm], TextName>;

interface Said {
  readonly label: PlainPhrase;
  readonly hint?: PlainPhrase;
}
/** What a feature asks of the pages it is on and of their visitors, said before it is switched on. */
export interface Cost {
  readonly requests: PlainPhrase;
  readonly storage: PlainPhrase;
  readonly consent: PlainPhrase;
}

export type TextField = Said & {
  readonly kind: 'text';
  readonly name: TextName;
  readonly most: number;
  readonly placeholder?: PlainPhrase;
  /** As it may look, the same in every language. */
  readonly sample?: string;
  /** More than one line. */
  readonly isLong?: boolean;
  readonly isUrl?: boolean;
};
export type NumberField = Said & { readonly kind: 'number'; readonly name: NumberName; readonly unit?: PlainPhrase };
export type SwitchField = Said & { readonly kind: 'switch'; readonly name: SwitchName; readonly cost?: Cost };
export type PathsField = Said & { readonly kind: 'paths'; readonly name: ListName };
/** `choice` shows all, `select` one of them. */
export type ChoiceField = {
  [Name in ChoiceName]: Said & {
    readonly kind: 'choice' | 'select';
    readonly name: Name;
    readonly choices: Readonly<Record<SettingsForm[Name], PlainPhrase>>;
  };
}[ChoiceName];
export type Field = TextField | NumberField | SwitchField | PathsField | ChoiceField;

/** What every part of the page gets. */
export interface PartProps {
  readonly model: Settings;
  readonly form: SettingsForm;
}
