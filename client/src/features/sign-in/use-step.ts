/** Sends a step's answer once, and goes where the server's answer leads. */
import { useMutation } from '@tanstack/react-query';
import { useSole } from '../../lib/use-sole.ts';
import { isOver, nextStep, type Step } from './steps.ts';

export interface UseStepOptions<T> {
  readonly username: string;
  readonly send: () => Promise<T>;
  readonly onDone: (answer: T) => void;
  readonly onStep: (step: Step) => void;
  readonly onAnew: (code?: string) => void;
  /** Refused, and to be tried again here. */
  readonly onRefused?: () => void;
}

export function useStep<T>(options: UseStepOptions<T>) {
  const sole = useSole();
  const mutation = useMutation({
    mutationFn: options.send,
    onSuccess: options.onDone,
    onError: (error) => {
      const next = nextStep(error, options.username);
      if (next !== undefined) options.onStep(next);
      else if (isOver(error)) options.onAnew('challenge_over');
      else options.onRefused?.();
    },
    onSettled: () => sole.leave(),
  });
  const submit = () => {
    if (sole.enter()) mutation.mutate();
  };
  // On the way to the next step nothing is wrong here.
  const error =
    mutation.error !== null && nextStep(mutation.error, options.username) === undefined
      ? mutation.error
      : null;
  return { submit, error, isPending: mutation.isPending };
}
