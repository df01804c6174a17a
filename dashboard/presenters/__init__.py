"""View models of the dashboard: what its pages show of the kept figures and of the rows behind them."""
