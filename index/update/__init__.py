"""How an index comes to be and follows its library: plan, apply, additions, locks."""
