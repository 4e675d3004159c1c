"""The pages that do the whole job without scripts: a form, a picture and tables."""
