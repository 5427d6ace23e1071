import { Select, type SelectProps } from '@mantine/core';

interface Choice {
  value: string;
  label: string;
}

interface ChoiceFilterProps extends Pick<SelectProps, 'w' | 'comboboxProps'> {
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  chosen: string | undefined;
  onChosen: (value: string | undefined) => void;
}

/** One of many. What a link asks for stands in the choice, known or not. */
export function ChoiceFilter({ label, choices, chosen, onChosen, ...rest }: ChoiceFilterProps) {
  const isKnown = chosen === undefined || choices.some(({ value }) => value === chosen);
  return (
    <Select
      {...rest}
      aria-label={label}
      data={isKnown ? [...choices] : [{ value: chosen, label: chosen }, ...choices]}
      value={chosen ?? null}
      onChange={(value) => onChosen(value ?? undefined)}
      clearable
      searchable
    />
  );
}
