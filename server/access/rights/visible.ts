/**
 * Where an actor holds a permission, in a form that SQL can filter by: a row is visible when `everywhere`, or its
 * region is in `regionCodes` (already expanded to everything below), or its hall in `hallIds`, or one of its
 * departments in `departmentIds`, or it is one of the single things. All empty: nothing is visible.
 */
export type Visible =
  | { readonly everywhere: true }
  | {
      readonly everywhere: false;
      readonly regionCodes: readonly string[];
      readonly hallIds: readonly string[];
      readonly departmentIds: readonly string[];
      readonly caseIds?: readonly string[];
      readonly windowIds?: readonly string[];
      readonly cameraIds?: readonly string[];
    };
