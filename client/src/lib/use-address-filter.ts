/**
 * What a page shows lives in its address: it can be kept, sent to a colleague, and gone back to. Fields as they are spelled
 * there, and which of the things listed is open: `/alerts/4711?level=red`.
 */
import { useNavigate, useSearchParams } from 'react-router';

export interface AddressFilterOptions<F extends string> {
  /** How each field is spelled in the address. */
  readonly keys: Readonly<Record<F, string>>;
  /** The page with nothing open: `/alerts`. */
  readonly path: string;
  /** Something is open already: going on to the next is no step to go back to. */
  readonly isOpen: boolean;
}

export function useAddressFilter<F extends string>({ keys, path, isOpen }: AddressFilterOptions<F>) {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  return {
    /** Anew with each change of the address. */
    params,
    set: (change: Partial<Record<F, string | undefined>>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [field, value] of Object.entries(change) as [F, string | undefined][])
            if (value === undefined || value === '') next.delete(keys[field]);
            else next.set(keys[field], value);
          return next;
        },
        { replace: true },
      ),
    /** Nothing but this is left. */
    reset: (kept: Readonly<Record<string, string>>) => setParams(kept, { replace: true }),
    open: (id: string | undefined) =>
      void navigate(
        { pathname: id === undefined ? path : `${path}/${id}`, search: params.toString() },
        { replace: isOpen },
      ),
  };
}
