"""The same pages as an ordinary developer would write them: pandas, Streamlit and Plotly Express.

Plain, not careless. The files are read, joined and scored once and kept by `st.cache_data`; figures
are made anew at each change. It has no checks of the rows, no disclosure control, no intervals and
no roles, so it does less work than the dashboard it stands beside.
"""
