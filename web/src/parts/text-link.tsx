import { Anchor } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** A link within text, to another screen; as large as the text around it. */
export const TextLink = createLink(Anchor<'a'>);
