import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { type Ref, useState } from 'react';
import classes from './search-field.module.css';

/** Typing is over when nothing came for this long. */
const TYPING_MS = 350;

interface SearchFieldProps {
  label: string;
  placeholder: string;
  /** As the URL has it. */
  value: string | undefined;
  onValue: (value: string | undefined) => void;
  maxLength?: number;
  /** In pixels, or any length; all there is where it is narrow. */
  width: number | string;
  ref?: Ref<HTMLInputElement>;
}

/** A filter that is typed: it holds once typing is over. */
export function SearchField({
  label,
  placeholder,
  value = '',
  onValue,
  maxLength = 255,
  width,
  ref,
}: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // Changed from elsewhere, such as by the way back.
  if (value !== known) {
    setKnown(value);
    if (value !== typed.trim()) setTyped(value);
  }
  const setSoon = useDebouncedCallback((text: string) => onValue(text.trim() || undefined), TYPING_MS);
  return (
    <TextInput
      ref={ref ?? null}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Search size={15} aria-hidden />}
      maxLength={maxLength}
      className={classes['field']}
      style={{ '--field-width': typeof width === 'number' ? `${width}px` : width }}
      value={typed}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped(text);
        setSoon(text);
      }}
    />
  );
}
