import { notifications } from '@mantine/notifications';
import { explainError } from './explain-error.js';

/** Of the button that puts one away. */
const closeButtonProps = { 'aria-label': 'Dismiss' };

/** For a mutation's callbacks: says in a corner that it is done, or why it is not. */
export function tellOf(done: string) {
  return {
    onSuccess: () => void notifications.show({ message: done, autoClose: 4_000, closeButtonProps }),
    onError: (error: unknown) => tellError(error),
  };
}

export function tellError(error: unknown): void {
  const { title, advice } = explainError(error);
  notifications.show({ color: 'red', title, message: advice, autoClose: 10_000, closeButtonProps });
}
