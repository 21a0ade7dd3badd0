export const services: string[];
export function target(service: string): string;
export function generate(service: string): Promise<string>;
