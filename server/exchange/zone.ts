/** Days are counted, and senders' times without a zone are read, by the clocks of the place. */
export const ZONE = 'Asia/Shanghai';
