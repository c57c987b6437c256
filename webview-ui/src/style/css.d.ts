// Style sheets are imported for their effect alone; the bundler puts them in a file of their own.
declare module "*.css";
